import '../lambda/aggregate/inlining';
import { aggregate } from '../engine/aggregate/aggregate';
import type { AggregateInvocation } from '../engine/aggregate/invocation';
import type { CommitDeps } from '../engine/commit/deps';
import type { WindowState } from '../engine/commit/window-state';
import { foldRecords } from '../engine/commit/fold-records';
import { foldOf, isFull, type Progress, startAfter } from '../engine/commit/progress';
import type { Pipeline } from '../engine/definition/pipeline';
import { noCounts } from '../engine/store/counts';
import type { Clock, InsertAnswer, Item, SourceStream, Table } from '../engine/ports';
import { invocationsOf, type WindowedKinesisEvent } from '../lambda/aggregate/window-event';

type Path = 'strict' | 'plain';

const clock: Clock = { now: () => Date.UTC(2026, 9, 1), sleep: () => Promise.resolve() };

/** Knows of no record but those of the invocation. */
const source: SourceStream = {
  describe: () => Promise.resolve([{ name: 'bench', createdAtMs: null, keepsKeysTogether: true }]),
  listShards: () => Promise.resolve([]),
  iteratorAfter: () => Promise.resolve('0'),
  getRecords: () => Promise.resolve({ records: [], next: undefined, millisBehindLatest: 0, childShards: [] }),
};

/** Takes every write and keeps count of its bytes. */
export class CountingTable implements Table {
  writtenBytes = 0;
  get = (): Promise<undefined> => Promise.resolve(undefined);
  query = (): Promise<Item[]> => Promise.resolve([]);
  deleteBatch = (): Promise<[]> => Promise.resolve([]);
  put = (item: Item): Promise<boolean> => {
    this.writtenBytes += itemBytes(item);
    return Promise.resolve(true);
  };
  insertBatch = async (items: readonly Item[]): Promise<InsertAnswer> => {
    return { taken: [], left: await this.putBatch(items) };
  };
  putBatch = (items: readonly Item[]): Promise<[]> => {
    for (const item of items) this.writtenBytes += itemBytes(item);
    return Promise.resolve([]);
  };
}

/** As DynamoDB counts, near enough: names and values; binary as it is. */
function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item))
    bytes += name.length + (value instanceof Uint8Array ? value.length : Buffer.byteLength(JSON.stringify(value)));
  return bytes;
}

export function depsOf(pipeline: Pipeline, path: Path, state: Table = new CountingTable()): CommitDeps {
  return { pipeline, path, source, state, clock };
}

/** The records' fold alone: base64, JSON, panes; no state carried, nothing committed. */
export async function folder(
  pipeline: Pipeline,
  path: Path,
): Promise<(batches: readonly WindowedKinesisEvent[]) => Progress> {
  const deps = depsOf(pipeline, path);
  const start = await startAfter(deps, 'shardId-000000000000', undefined);
  const begin = (): Progress => ({
    ...start,
    entries: [],
    counts: noCounts(),
    fold: foldOf(deps, start.boundMs),
  });
  return batches => {
    let progress = begin();
    for (const batch of batches)
      for (const { records } of invocationsOf(batch))
        for (let folded = 0; folded < records.length;) {
          if (isFull(progress)) progress = begin(); // where the function commits
          folded = foldRecords(pipeline, progress, records, folded);
        }
    return progress;
  };
}

/** The whole function on ports in memory, one window: each batch gets the state that the one before returned; the last commits. */
export async function runWindow(
  deps: CommitDeps,
  batches: readonly WindowedKinesisEvent[],
  isFinalAtEnd = true,
): Promise<WindowState> {
  let state: WindowState = {};
  for (const [i, batch] of batches.entries()) {
    const invocation: AggregateInvocation = invocationsOf({ ...batch, state })[0]!;
    const isFinal = isFinalAtEnd && i === batches.length - 1;
    ({ state } = await aggregate({ ...invocation, isFinal }, deps));
  }
  return state;
}
