import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { tradeTexts } from '../events';
import { measuredRun } from '../peers/measured-run';

const ROOT = resolve(__dirname, '../..');

export interface ThroughputCase {
  readonly shards: number;
  readonly keys: number;
}

export interface Throughput extends ThroughputCase {
  /** What `replay` sustains once it has started. */
  readonly eventsPerSecond: number;
  /** The same per second of CPU time of all its processes. */
  readonly eventsPerCpuSecond: number;
  /** Of all processes at one moment, at most. */
  readonly peakMiB: number;
}

/** Replays a short and a long file of trades, one ms of event time apart; what starting costs is in both. */
export async function throughputOf(
  { shards, keys }: ThroughputCase,
  events: { readonly short: number; readonly long: number },
): Promise<Throughput> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-throughput-'));
  try {
    const run = (count: number) => {
      const input = join(folder, `${count}.ndjson`);
      writeFileSync(input, `${tradeTexts(count, keys).join('\n')}\n`);
      const definition = join(__dirname, 'definition.ts');
      const cli = ['--max-semi-space-size=4', join(ROOT, 'cli/tidemark.mjs'), 'replay', '--pipeline', definition];
      return measuredRun(process.execPath, [...cli, '--input', input, '--shards', String(shards)]);
    };
    const short = await run(events.short);
    const long = await run(events.long);
    const more = events.long - events.short;
    return {
      shards,
      keys,
      eventsPerSecond: more / (long.wallSeconds - short.wallSeconds),
      eventsPerCpuSecond: more / (long.cpuSeconds - short.cpuSeconds),
      peakMiB: long.peakMiB,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
