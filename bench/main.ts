import { Option } from 'commander';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { wholeFrom } from '../cli/numbers';
import { outputFile, scriptOptions } from '../cli/script';
import { finalizeCases } from './finalize-cases';
import { sessionCases } from './session-cases';
import {
  handlerCases,
  keyCases,
  nested,
  pageView,
  SUBJECTS,
  textNumberCases,
  trade,
  whereCases,
  windowCases,
} from './cases';
import { type Case, type Effort, measure } from './measure';
import { runMutants } from './mutants';
import { machine, type Report, type Result, resultsOf, round, table } from './report';
import { sizes } from './sizes';
import { brokenFloors } from './targets';

interface Size {
  readonly events: number;
  readonly keyEvents: number;
}

const FULL = { events: 40_000, keyEvents: 120_000, warmupMs: 2_000, rounds: 60 };
const SMOKE = { events: 20_000, keyEvents: 60_000, warmupMs: 800, rounds: 20 };

interface Options {
  readonly json?: string;
  readonly smoke?: boolean;
  readonly only?: string;
  readonly mutants?: number;
  readonly group?: string;
}

const readOptions = (): Options =>
  scriptOptions(
    'npm run bench --',
    'Times how events are read and folded, beside a handler written by hand.',
    command =>
      command
        .option('--json <file>', 'writes the figures as JSON; - for stdout', outputFile)
        .option('--smoke', 'short; exit code 1 where a ratio has fallen far')
        .option('--only <text>', 'the cases whose names hold this')
        .option('--mutants <number>', 'reads so many mutated events both ways instead', wholeFrom(1, 1e9))
        .addOption(new Option('--group <name>', 'the cases of one process').choices([...GROUPS.keys()]).hideHelp()),
  );

async function main(): Promise<void> {
  const values = readOptions();
  const effort = values.smoke ? SMOKE : FULL;
  if (values.mutants !== undefined) return mutants(values.mutants);
  if (values.group !== undefined) return timeGroup(values.group, effort, values.only ?? '');
  const report = await bench(effort, values.only ?? '');
  if (report.results.length === 0) {
    console.error(`--only: no case's name holds ${JSON.stringify(values.only)}`);
    process.exitCode = 1;
    return;
  }
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (values.json === '-') process.stdout.write(json);
  else console.log(table(report));
  if (values.json && values.json !== '-') writeFileSync(values.json, json);
  if (values.smoke) check(report);
}

type Group = (size: Size) => Promise<readonly Case[]>;

/** Whose cases take seconds each: few rounds are enough, and three at least, so that one slow round is not the median. */
const LONG_GROUP = 'session';

/** Cases that are timed in one process, by name; the plain fold, which no function runs, last. */
const GROUPS: ReadonlyMap<string, Group> = new Map([
  ...[pageView, trade].flatMap(schema => SUBJECTS.map(subject => handlerGroup(schema, subject))),
  handlerGroup(nested, 'handler/strict'),
  ['text-numbers', ({ events }) => textNumberCases(events)],
  ['where', ({ keyEvents }) => whereCases(keyEvents)],
  ['windows', ({ events }) => windowCases(events)],
  ['keys', ({ keyEvents }) => keyCases(keyEvents)],
  ['finalize', () => finalizeCases()],
  [LONG_GROUP, () => Promise.resolve(sessionCases())],
  ...[pageView, trade].map(schema => handlerGroup(schema, 'handler/plain')),
]);

function handlerGroup(schema: typeof trade, subject: string): [string, Group] {
  return [`${subject}/${schema(0).name}`, ({ events }) => handlerCases(schema(events), subject)];
}

/** A process for each group, as each function has one for its pipeline: V8 compiles code for all that it has met in a process. */
async function bench(effort: Effort & Size, only: string): Promise<Report> {
  const results = new Map<string, Result>();
  for (const group of GROUPS.keys()) {
    const args = [...process.execArgv, __filename, ...process.argv.slice(2), '--group', group];
    const { stdout, status } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`the cases of ${group} ended with exit code ${status}`);
    for (const result of resultsOf(new Map(JSON.parse(stdout) as [string, number[]][])))
      if (!results.has(result.id)) results.set(result.id, result);
  }
  if (only === '') for (const { id, bytes } of await sizes(effort.events)) results.set(id, { id, bytes: round(bytes) });
  return { machine: machine(), results: [...results.values()] };
}

async function timeGroup(group: string, effort: Effort & Size, only: string): Promise<void> {
  const cases = (await GROUPS.get(group)!(effort)).filter(({ id }) => id.includes(only));
  const rounds = group === LONG_GROUP ? Math.max(3, effort.rounds / 10) : effort.rounds;
  process.stdout.write(JSON.stringify([...(await measure(cases, { ...effort, rounds }))]));
}

function check(report: Report): void {
  const broken = brokenFloors(report);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
}

function mutants(count: number): void {
  const reports = runMutants(count);
  console.log(JSON.stringify(reports, null, 2));
  if (reports.some(({ wronglyAccepted, different }) => wronglyAccepted + different > 0)) process.exitCode = 1;
}

void main();
