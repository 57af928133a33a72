import { aggregate } from '../engine/aggregate/aggregate';
import { finalize } from '../engine/finalize/finalize';
import type { Clock, OutputStream } from '../engine/ports';
import { MemorySource } from '../test/support/memory-source';
import { MemoryTable } from '../test/support/memory-table';
import { tradeTexts } from './events';
import type { Case } from './measure';
import { tradePipeline } from './pipelines';

const NOW_MS = Date.UTC(2026, 9, 1, 13);
const EVENTS = 20_000;
const KEYS_AND_SHARDS = {
  '10-keys': [10, 1],
  '1k-keys': [1_000, 1],
  '10k-keys': [10_000, 1],
  '1k-keys-8-shards': [1_000, 8],
} as const;

/** The merge of what the shards committed: 20 s of trades in five windows, on tables in memory; time per result. */
export function finalizeCases(): Promise<Case[]> {
  return Promise.all(
    Object.entries(KEYS_AND_SHARDS).map(async ([id, [keys, shards]]): Promise<Case> => {
      const committed = await commit(keys, shards);
      let state = new MemoryTable();
      const run = (): Promise<number> => finalizeAll(state, committed.source);
      const prepare = (): void => {
        state = new MemoryTable(committed.items);
      };
      prepare();
      return { id: `finalize/${id}`, events: await run(), prepare, run };
    }),
  );
}

const pipeline = tradePipeline();
const clock: Clock = { now: () => NOW_MS, sleep: () => Promise.resolve() };

/** What the state table holds after each shard has committed its share of the trades. */
async function commit(keys: number, shards: number) {
  const ids = Array.from({ length: shards }, (_, i) => `shard-${i}`);
  const source = new MemorySource(ids);
  const state = new MemoryTable();
  const texts = tradeTexts(EVENTS, keys);
  for (const [i, shardId] of ids.entries()) {
    const share = texts.filter((_, n) => n % shards === i);
    const records = [source.put(shardId, Buffer.from(share.join('\n')), NOW_MS)];
    await aggregate({ shardId, records, isFinal: true }, { pipeline, source, state, clock });
  }
  return { source, items: state.items };
}

/** Results emitted. */
async function finalizeAll(state: MemoryTable, source: MemorySource): Promise<number> {
  let results = 0;
  const aggregates: OutputStream = { putRecords: () => Promise.resolve([]) };
  for (let flushed = false; !flushed;) {
    const report = await finalize(
      { tick: true, whenIdle: 'flush', endOfInput: true, deadlineMs: Infinity },
      { pipeline, source, state, results: new MemoryTable(), aggregates, lake: NO_LAKE, clock },
    );
    results += report.emitted;
    flushed = report.flushed;
  }
  return results;
}

const NO_LAKE = { putObject: () => Promise.reject(new Error('a trade was late or quarantined')) };
