import type { LevelStore } from 'dynalite/db';
import { promisify } from 'node:util';
import { gatherCalls } from '../../../local/services/gather-calls';

/** A store of texts that notes what it was asked. */
function storeOf(texts: Record<string, string>, calls: unknown[], failure?: Error): LevelStore {
  const store = {
    getMany: (keys: readonly string[]) => {
      calls.push(keys);
      return failure ? Promise.reject(failure) : Promise.resolve(keys.map(key => texts[key]));
    },
    batch: (operations: unknown, done: (error?: Error) => void) => {
      calls.push(operations);
      setImmediate(done, failure);
    },
  } as unknown as LevelStore;
  gatherCalls(store);
  return store;
}

const get = (store: LevelStore, key: string) => promisify(store.get)(key);

test('reads of one turn are one read, each key once', async () => {
  const calls: unknown[] = [];
  const store = storeOf({ a: '{"n":1}', b: '{"n":2}' }, calls);
  const found = await Promise.all(['a', 'b', 'a', 'c'].map(key => get(store, key)));
  expect(found).toEqual([{ n: 1 }, { n: 2 }, { n: 1 }, undefined]);
  expect(calls).toEqual([['a', 'b', 'c']]);
});

test('who reads a key may change what it was given, and another sees nothing of it', async () => {
  const store = storeOf({ a: '{"n":1}' }, []);
  const [one, other] = (await Promise.all([get(store, 'a'), get(store, 'a')])) as { n: number }[];
  one!.n = 2;
  expect(other).toEqual({ n: 1 });
});

test('a read of a later turn is a read of its own', async () => {
  const calls: unknown[] = [];
  const store = storeOf({ a: '1' }, calls);
  await get(store, 'a');
  await get(store, 'a');
  expect(calls).toEqual([['a'], ['a']]);
});

test('writes of one turn are one write, in the order in which they were asked', async () => {
  const calls: unknown[] = [];
  const store = storeOf({}, calls);
  await Promise.all([promisify(store.put)('a', 1), promisify(store.del)('b'), promisify(store.put)('a', 2)]);
  expect(calls).toEqual([
    [
      { type: 'put', key: 'a', value: 1 },
      { type: 'del', key: 'b' },
      { type: 'put', key: 'a', value: 2 },
    ],
  ]);
});

test('a failure of the store is told to everyone who waits for it', async () => {
  const store = storeOf({}, [], new Error('the disk is full'));
  const asked = [get(store, 'a'), get(store, 'b'), promisify(store.put)('a', 1)];
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
