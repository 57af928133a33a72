import type { Table } from '../../engine/ports';
import { seededRandom } from '../../producer/random';

/** A table of which a share of the writes fails: half of those before they are applied, half after, as a lost answer would. */
export function failing(table: Table, share: number, seed: number): Table {
  const random = seededRandom(seed);
  const flaky = <A extends unknown[], R>(write: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      const fate = random();
      if (fate < share / 2) throw new Error('the table is out of reach');
      const answer = await write(...args);
      if (fate < share) throw new Error('the answer was lost');
      return answer;
    };
  };
  return {
    get: key => table.get(key),
    query: (pk, range) => table.query(pk, range),
    put: flaky(table.put.bind(table)),
    putBatch: flaky(table.putBatch.bind(table)),
    insertBatch: flaky(table.insertBatch.bind(table)),
    deleteBatch: flaky(table.deleteBatch.bind(table)),
  };
}

/** A table's methods, some of which a test may put others in place of. */
export const methodsOf = (table: Table): Table => ({
  get: key => table.get(key),
  query: (pk, range) => table.query(pk, range),
  put: (item, condition) => table.put(item, condition),
  putBatch: items => table.putBatch(items),
  insertBatch: items => table.insertBatch(items),
  deleteBatch: keys => table.deleteBatch(keys),
});
