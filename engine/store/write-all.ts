import type { Clock, Item, ItemKey, OutputRecord, OutputStream, Table } from '../ports';
import { inParallel } from './in-parallel';

const BATCH_ITEMS = 25; // the limit of BatchWriteItem and of BatchExecuteStatement
/** A large record's commit has thousands of batches, and a function has minutes. */
const PARALLEL_BATCHES = 4;
const PUT_RECORDS = 500; // PutRecords' limit
const PUT_BYTES = 4 * 1024 * 1024; // below PutRecords' 5 MiB
const ATTEMPTS_MAX = 30;
const BACKOFF_MS_MAX = 2_000;

/**
 * Puts every item, several batches at a time, in no order; those left unprocessed are sent again with backoff. Throws when the table
 * goes on refusing.
 */
export async function putAllItems(table: Table, items: readonly Item[], clock: Clock): Promise<void> {
  const batches = chunks(items, BATCH_ITEMS, () => 0);
  await inParallel(batches, PARALLEL_BATCHES, batch => drain(batch, rest => table.putBatch(rest), clock));
}

/**
 * Puts every item under whose key none stands, likewise.
 *
 * @returns the sort keys of those that were not put: what stands there is for the caller to read.
 */
export async function insertAllItems(table: Table, items: readonly Item[], clock: Clock): Promise<Set<string>> {
  const taken = new Set<string>();
  const insert = async (batch: readonly Item[]): Promise<readonly Item[]> => {
    const answer = await table.insertBatch(batch);
    for (const { sk } of answer.taken) taken.add(sk);
    return answer.left;
  };
  await inParallel(
    chunks(items, BATCH_ITEMS, () => 0),
    PARALLEL_BATCHES,
    batch => drain(batch, insert, clock),
  );
  return taken;
}

/** Deletes every key, likewise. */
export async function deleteAllItems(table: Table, keys: readonly ItemKey[], clock: Clock): Promise<void> {
  for (const batch of chunks(keys, BATCH_ITEMS, () => 0)) await drain(batch, rest => table.deleteBatch(rest), clock);
}

/** Puts every record on the stream and returns once all are acknowledged. */
export async function putAllRecords(
  stream: OutputStream,
  records: readonly OutputRecord[],
  clock: Clock,
): Promise<void> {
  for (const batch of chunks(records, PUT_RECORDS, record => record.data.length))
    await drain(batch, rest => stream.putRecords(rest), clock);
}

async function drain<T>(
  batch: readonly T[],
  send: (batch: readonly T[]) => Promise<readonly T[]>,
  clock: Clock,
): Promise<void> {
  let rest = await send(batch);
  for (let attempt = 0; rest.length > 0; attempt++) {
    if (attempt === ATTEMPTS_MAX)
      throw new Error(`${rest.length} of ${batch.length} writes were refused ${ATTEMPTS_MAX} times`);
    await clock.sleep(Math.min(BACKOFF_MS_MAX, 25 * 2 ** attempt));
    rest = await send(rest);
  }
}

function chunks<T>(all: readonly T[], countMax: number, bytesOf: (one: T) => number): T[][] {
  const result: T[][] = [];
  let bytes = Infinity;
  for (const one of all) {
    bytes += bytesOf(one);
    if (bytes > PUT_BYTES || result.at(-1)!.length === countMax) {
      result.push([]);
      bytes = bytesOf(one);
    }
    result.at(-1)!.push(one);
  }
  return result;
}
