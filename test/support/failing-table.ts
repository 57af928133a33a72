import type { Table } from '../../engine/ports';

/**
 * A table of which every nth write fails: half of them before it is applied, half after, as a lost answer would.
 */
export function failingEvery(table: Table, n: number): Table {
  let calls = 0;
  const flaky = <A extends unknown[], R>(write: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      const call = ++calls;
      if (call % n === 0 && call % 2 === 0) throw new Error('the table is out of reach');
      const answer = await write(...args);
      if (call % n === 0) throw new Error('the answer was lost');
      return answer;
    };
  };
  return {
    get: key => table.get(key),
    query: (pk, range) => table.query(pk, range),
    put: flaky(table.put.bind(table)),
    putBatch: flaky(table.putBatch.bind(table)),
    deleteBatch: flaky(table.deleteBatch.bind(table)),
  };
}
