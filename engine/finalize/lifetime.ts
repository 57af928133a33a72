import type { Clock, Table } from '../ports';

/**
 * How long an executor may write, ms: a Lambda function lives at most 15 minutes (Lambda quotas), and retention deletes what
 * older ones have read.
 */
export const LIFETIME_MS = 15 * 60_000;

/** An executor woke up, after its environment had been frozen, when others had long gone on without it. */
class Outlived extends Error {
  override readonly name = 'Outlived';
}

/**
 * A table that takes no write any more from an executor older than LIFETIME_MS: a block that it computed may stand on panes
 * that retention has deleted since.
 *
 * @throws Outlived from every write then.
 */
export function forLifetime(table: Table, clock: Clock): Table {
  const endsAtMs = clock.now() + LIFETIME_MS;
  const write = async <T>(apply: () => Promise<T>): Promise<T> => {
    if (clock.now() >= endsAtMs) throw new Outlived(`began more than ${LIFETIME_MS / 60_000} minutes ago`);
    return apply();
  };
  return {
    get: key => table.get(key),
    query: (pk, range) => table.query(pk, range),
    put: (item, condition) => write(() => table.put(item, condition)),
    putBatch: items => write(() => table.putBatch(items)),
    insertBatch: items => write(() => table.insertBatch(items)),
    deleteBatch: keys => write(() => table.deleteBatch(keys)),
  };
}
