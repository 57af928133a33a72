import { InvalidArgumentError } from 'commander';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeFrom } from '../../cli/numbers';
import { outputFile, scriptOptions } from '../../cli/script';
import { NODE_OPTIONS } from '../../lambda/finalize/node-options';
import { bundle } from '../bundle.mjs';
import { FILES, type Workload, WORKLOADS, writeInput } from './input';
import { measuredRun, type Run } from './measured-run';
import { differences, readResults, type Results } from './results';

/**
 * The same files, query and window in each: every row is compared with ours, and the speed is that between the short and
 * the long input, so that starting up does not decide. `npm run bench:peers -- --python .venv/bin/python --json FILE`
 */
interface Options {
  readonly python: string;
  readonly events: number;
  readonly short: number;
  readonly peers: readonly string[];
  readonly workloads: readonly Workload[];
  readonly json?: string;
}

const PEERS = ['naive', 'tidemark', 'spark', 'flink'];
const options = scriptOptions<Options>(
  'npm run bench:peers --',
  'The same files, query and window in Tidemark, Spark, Flink and a handler written by hand.',
  command =>
    command
      .option('--python <command>', 'with the packages of requirements.txt', 'python3')
      .option('--events <number>', 'of the long input', wholeFrom(1, 1e10), 8_000_000)
      .option('--short <number>', 'of the short input', wholeFrom(1, 1e9), 200_000)
      .option('--peers <names>', `of ${PEERS.join(', ')}, separated by commas`, namesOf('peer', PEERS), PEERS)
      .option('--workloads <names>', `of ${WORKLOADS.join(', ')}, the same way`, namesOf('workload', WORKLOADS), [
        ...WORKLOADS,
      ])
      .option('--json <file>', 'writes the figures as JSON', outputFile),
);

function namesOf(what: string, known: readonly string[]): (text: string) => string[] {
  return text => {
    const names = text.split(',');
    const unknown = names.find(name => !known.includes(name));
    if (unknown !== undefined) throw new InvalidArgumentError(`no ${what} is called ${JSON.stringify(unknown)}`);
    return names;
  };
}

/** Bundled as the functions are. */
const BUNDLED = mkdtempSync(join(tmpdir(), 'tidemark-peers-code-'));
const node = (name: string, options: readonly string[] = []): string[] => {
  const code = join(BUNDLED, `${name}.cjs`);
  bundle(join(__dirname, `${name}.ts`), code);
  return ['node', ...options, code];
};
const python = (script: string): string[] => [options.python, join(__dirname, script)];
const COMMANDS: Readonly<Record<string, string[]>> = {
  naive: node('naive'),
  tidemark: node('tidemark', NODE_OPTIONS),
  spark: python('spark.py'),
  flink: python('flink.py'),
};

interface Row {
  readonly workload: Workload;
  readonly peer: string;
  /** Of both inputs. */
  readonly rows: number;
  readonly differences: number;
  /** Of the short input, s. */
  readonly startSeconds: number;
  readonly eventsPerSecond: number;
  readonly eventsPerCpuSecond: number;
  readonly peakMiB: number;
}

async function comparePeers(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-peers-'));
  const [short, long] = [options.short, options.events] as const;
  const rows: Row[] = [];
  try {
    for (const workload of options.workloads) {
      const ours = new Map<number, Results>();
      for (const events of [short, long]) {
        await writeInput(workload, events, join(folder, `${workload}-${events}`));
        await run('tidemark', workload, folder, events);
        ours.set(events, await readResults(join(folder, `tidemark-${workload}-${events}`)));
      }
      for (const peer of options.peers) {
        const runs = new Map<number, Run>();
        const found: string[] = [];
        let count = 0;
        for (const [events, expected] of ours) {
          runs.set(events, await run(peer, workload, folder, events));
          const theirs = await readResults(join(folder, `${peer}-${workload}-${events}`));
          found.push(...differences(expected, theirs));
          count += theirs.size;
        }
        for (const line of found.slice(0, 3)) console.error(`${peer} ${workload}: ${line}`);
        const [before, after] = [runs.get(short)!, runs.get(long)!];
        rows.push({
          workload,
          peer,
          rows: count,
          differences: found.length,
          startSeconds: before.wallSeconds,
          eventsPerSecond: (long - short) / (after.wallSeconds - before.wallSeconds),
          eventsPerCpuSecond: (long - short) / (after.cpuSeconds - before.cpuSeconds),
          peakMiB: after.peakMiB,
        });
        console.error(line(rows.at(-1)!));
      }
      for (const events of [short, long]) rmSync(join(folder, `${workload}-${events}`), { recursive: true });
    }
  } finally {
    for (const made of [folder, BUNDLED]) rmSync(made, { recursive: true, force: true });
  }
  const machine = { cpu: cpus()[0]!.model, cores: availableParallelism(), node: process.version };
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, short, events: long, rows }, null, 2)}\n`);
  if (rows.some(row => row.differences > 0)) process.exitCode = 1;
}

async function run(peer: string, workload: Workload, folder: string, events: number): Promise<Run> {
  const [command, ...args] = COMMANDS[peer]!;
  const sink = join(folder, `${peer}-${workload}-${events}`);
  if (existsSync(sink)) rmSync(sink, { recursive: true });
  return measuredRun(command!, [...args, workload, join(folder, `${workload}-${events}`), sink, String(FILES)]);
}

function line({ workload, peer, rows, differences, ...row }: Row): string {
  const thousands = (n: number): string => `${Math.round(n / 1000)}k`;
  return [
    workload.padEnd(10),
    peer.padEnd(9),
    `${rows} rows, ${differences} differ,`,
    `start ${row.startSeconds.toFixed(1)} s,`,
    `${thousands(row.eventsPerSecond)} events/s,`,
    `${thousands(row.eventsPerCpuSecond)} events/s of one core,`,
    `${Math.round(row.peakMiB)} MiB`,
  ].join(' ');
}

void comparePeers();
