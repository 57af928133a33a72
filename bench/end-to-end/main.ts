import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { positiveUpTo, wholeFrom } from '../../cli/numbers';
import { outputFile, scriptOptions } from '../../cli/script';
import { histogram, percentile } from './histogram';
import { latencies, type LatencyCase } from './latency';
import { type Throughput, throughputOf } from './throughput';

/**
 * The whole pipeline on one machine: what `replay` sustains and the memory it takes, by shards and by keys; and how long a result
 * takes from the end of its window (Linux, it reads /proc).
 */
interface Options {
  readonly events: number;
  readonly seconds: number;
  readonly rate: number;
  readonly runs: number;
  readonly json?: string;
}

const options = scriptOptions<Options>(
  'npm run bench:e2e --',
  'What replay sustains on this machine and the memory it takes, and how long results take.',
  command =>
    command
      .option('--events <number>', 'of the long input', wholeFrom(100_000, 1e9), 1_000_000)
      .option('--seconds <number>', 'of each measurement of delays', positiveUpTo(3_600), 60)
      .option('--rate <events/s>', 'while delays are measured', positiveUpTo(1_000_000), 500)
      .option('--runs <number>', 'of each input; the middle counts', wholeFrom(1, 1_000), 3)
      .option('--json <file>', 'writes the figures as JSON', outputFile),
);

const SHORT_EVENTS = 50_000;
const SHARDS_AND_KEYS = [
  [1, 1_000],
  [2, 1_000],
  [4, 1_000],
  [8, 1_000],
  [2, 10],
  [2, 30_000],
] as const;
const LATENCY_CASES = [
  [1, 100],
  [2, 100],
  [4, 100],
  [2, 1_000],
] as const;
const STEP_MS = 1_000;

async function main(): Promise<void> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const throughputs = [];
  console.log('shards   keys   events/s   events/s of one core   peak MiB   (medians)');
  for (const [shards, keys] of SHARDS_AND_KEYS) {
    const median = medianOf(await times(() => throughputOf({ shards, keys }, lengths())));
    throughputs.push(median);
    const { eventsPerSecond, eventsPerCpuSecond, peakMiB } = median;
    console.log(row([shards, keys, eventsPerSecond, eventsPerCpuSecond, peakMiB], [6, 7, 11, 23, 11]));
  }
  const delays = [];
  console.log(
    '\nshards   keys    results   p50 ms   p90 ms   p99 ms   from the end of a window to its result on the stream',
  );
  for (const [shards, keys] of LATENCY_CASES) {
    const latencyCase: LatencyCase = { shards, keys, rate: options.rate, seconds: options.seconds };
    const ms = await latencies(latencyCase);
    const [p50, p90, p99] = [0.5, 0.9, 0.99].map(share => percentile(ms, share)) as [number, number, number];
    delays.push({ ...latencyCase, results: ms.length, p50, p90, p99 });
    console.log(row([shards, keys, ms.length, p50, p90, p99], [6, 7, 11, 9, 9, 9]));
    if (delays.length === 2) console.log(histogram(ms, STEP_MS).join('\n'));
  }
  const machine = { cpu: cpus()[0]!.model, cores: availableParallelism(), node: process.version };
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, throughputs, delays }, null, 2)}\n`);
}

const lengths = () => ({ short: SHORT_EVENTS, long: options.events });

async function times(run: () => Promise<Throughput>): Promise<Throughput[]> {
  const all: Throughput[] = [];
  for (let i = 0; i < options.runs; i++) all.push(await run());
  return all;
}

/** The run whose speed is in the middle. */
function medianOf(runs: readonly Throughput[]): Throughput {
  return [...runs].sort((a, b) => a.eventsPerSecond - b.eventsPerSecond)[runs.length >> 1]!;
}

function row(values: readonly number[], widths: readonly number[]): string {
  return values.map((value, i) => String(Math.round(value)).padStart(widths[i]!)).join('');
}

void main();
