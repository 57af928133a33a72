import type { Pipeline } from '../../engine/definition/pipeline';
import type { LookupSource } from '../../engine/ports';
import { failing } from '../support/failing-table';
import { MemorySource } from '../support/memory-source';
import { Rig } from '../support/rig';
import type { Row } from './event-table';
import { persist } from './persist';

const SHARDS = ['a', 'b'];
/** Of a shard in one commit. */
const RECORDS = 10;
const EVENTS_OF_RECORD = 250;

/** An event as it is sent, and when it arrives. */
export interface Sent {
  readonly json: string;
  readonly arrivalMs: number;
}

/** What goes wrong on the way: how often a write of state or of results fails, or its answer is lost. */
export interface Faults {
  readonly state: number;
  readonly results: number;
}

/**
 * A stream through the whole engine, in memory: events in turn over two shards, a commit and an epoch for each `batch` of events,
 * and the end of the input. The latest revisions of all results, by query.
 */
export async function runGolden(
  pipeline: Pipeline,
  stream: readonly Sent[],
  faults?: Faults,
  batch = SHARDS.length * RECORDS * EVENTS_OF_RECORD,
  lookups?: LookupSource,
): Promise<ReadonlyMap<string, Row[]>> {
  const rig = new Rig(pipeline, new MemorySource(SHARDS), lookups);
  if (faults) {
    rig.state = failing(rig.state, faults.state, 1);
    rig.results = failing(rig.results, faults.results, 2);
  }
  for (let from = 0; from < stream.length; from += batch) {
    const events = stream.slice(from, from + batch);
    rig.nowMs = events.at(-1)!.arrivalMs;
    for (const [n, shard] of SHARDS.entries()) {
      const lines = events.filter((_, i) => i % SHARDS.length === n).map(({ json }) => json);
      const records = inRecords(lines).map(text => rig.put(text, shard));
      await persist(() => rig.aggregate(records, shard));
    }
    await persist(() => rig.finalize());
  }
  await persist(() => rig.finalize({ endOfInput: true }));
  const rows = new Map<string, Row[]>(pipeline.queries.map(({ name }) => [name, []]));
  for (const { query, key, window, values, retracted } of rig.latest()) {
    const [window_start, window_end] = [Date.parse(window.start), Date.parse(window.end)];
    if (!retracted) rows.get(query)!.push({ ...key, window_start, window_end, ...values });
  }
  return rows;
}

function inRecords(lines: readonly string[]): string[] {
  const count = Math.ceil(lines.length / EVENTS_OF_RECORD);
  return Array.from({ length: count }, (_, i) =>
    lines.slice(i * EVENTS_OF_RECORD, (i + 1) * EVENTS_OF_RECORD).join('\n'),
  );
}
