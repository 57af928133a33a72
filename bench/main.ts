import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { finalizeCases } from './finalize-cases';
import { handlerCases, keyCases, schemas, windowCases } from './cases';
import { type Case, type Effort, measure } from './measure';
import { runMutants } from './mutants';
import { type Report, reportOf, table } from './report';
import { sizes } from './sizes';
import { brokenFloors } from './targets';

interface Size {
  readonly events: number;
  readonly keyEvents: number;
}

const FULL = { events: 20_000, keyEvents: 120_000, passes: 5, warmupMs: 1_000, rounds: 9 };
const SMOKE = { events: 10_000, keyEvents: 60_000, passes: 3, warmupMs: 500, rounds: 5 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      only: { type: 'string' },
      mutants: { type: 'string' },
      group: { type: 'string' },
    },
  });
  const effort = values.smoke ? SMOKE : FULL;
  if (values.mutants !== undefined) return mutants(Number(values.mutants));
  if (values.group !== undefined) return timeGroup(values.group, effort, values.only ?? '');
  const report = await bench(effort, values.only ?? '');
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (values.json === '-') process.stdout.write(json);
  else console.log(table(report));
  if (values.json && values.json !== '-') writeFileSync(values.json, json);
  if (values.smoke) check(report);
}

/** Cases that are timed in one process, by name. */
const GROUPS: Readonly<Record<string, (size: Size) => Promise<readonly Case[]>>> = {
  'page-view': async ({ events }) => (await handlerCases(schemas(events)[0]!)).deployed,
  trade: async ({ events }) => (await handlerCases(schemas(events)[1]!)).deployed,
  windows: ({ events }) => windowCases(events),
  keys: ({ keyEvents }) => keyCases(keyEvents),
  finalize: () => finalizeCases(),
  reference: async ({ events }) =>
    (await Promise.all(schemas(events).map(handlerCases))).flatMap(({ reference }) => reference),
};

/** A process for each group, as each function has one for its pipeline: V8 compiles code for all that it has met in a process. */
async function bench(effort: Effort & Size, only: string): Promise<Report> {
  const timings = new Map<string, readonly number[]>();
  for (const group of Object.keys(GROUPS)) {
    const args = [...process.execArgv, __filename, ...process.argv.slice(2), '--group', group];
    const { stdout, status } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`the cases of ${group} ended with exit code ${status}`);
    for (const [id, ns] of JSON.parse(stdout) as [string, number[]][]) timings.set(id, ns);
  }
  return reportOf(timings, only === '' ? await sizes(effort.events) : []);
}

async function timeGroup(group: string, effort: Effort & Size, only: string): Promise<void> {
  const cases = (await GROUPS[group]!(effort)).filter(({ id }) => id.includes(only));
  process.stdout.write(JSON.stringify([...(await measure(cases, effort))]));
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
