import type { BlockUpdate } from '../../../engine/results/result-row';
import { ResultTable, Superseded } from '../../../engine/results/result-table';
import { clicks, T0 } from '../../support/clicks';
import { MemoryTable } from '../../support/memory-table';

const query = clicks().queries[0]!;
const at = (number: number) => ({ number, watermarkMs: T0, cutAtMs: T0 });
const startOf = (n: number): number => T0 + n * 10_000;

function update(n: number, value: number, keys = ['["home"]']): BlockUpdate {
  const times = { startMs: startOf(n), endMs: startOf(n + 1), final: true };
  return {
    blockStartMs: startOf(n),
    computed: keys.map(key => ({ key, ...times, values: [value, null] })),
    absent: [],
  };
}

describe('first items of blocks', () => {
  it('are read by one query for many blocks, and no block again that it has found absent or present', async () => {
    const memory = new MemoryTable();
    const table = new ResultTable(memory);
    await table.write(query, update(3, 1), at(1));
    const get = jest.spyOn(memory, 'get');
    const read = jest.spyOn(memory, 'query');
    const blocks = Array.from({ length: 50 }, (_, n) => n);
    const heads = await table.readHeads(query, blocks.map(startOf));
    for (const n of blocks) await table.write(query, update(n, 2), at(2), heads);
    expect(read).toHaveBeenCalledTimes(1);
    expect(get).not.toHaveBeenCalled();
    const rows = await table.read(query);
    expect(rows.map(block => block.rows[0]!.revision)).toEqual(blocks.map(n => (n === 3 ? 1 : 0)));
  });

  it('beyond as many as there are blocks are read one by one', async () => {
    const memory = new MemoryTable();
    const table = new ResultTable(memory);
    for (let n = 0; n < 10; n++) await table.write(query, update(n, 1), at(1));
    const heads = await table.readHeads(query, [startOf(0), startOf(9)]);
    expect(heads.bySk.size).toBe(2);
    expect(await table.write(query, update(9, 2), at(2), heads)).toMatchObject([{ rows: [{ revision: 1 }] }]);
  });

  it('that another executor has put since are read again: of this epoch they stand, of a later one they end this one', async () => {
    const memory = new MemoryTable();
    const table = new ResultTable(memory);
    const heads = await table.readHeads(query, [0, 1].map(startOf));
    await table.write(query, update(0, 7), at(2));
    await table.write(query, update(1, 7), at(3));
    expect(await table.write(query, update(0, 1), at(2), heads)).toMatchObject([
      { rows: [{ revision: 0, values: [7, null] }] },
    ]);
    await expect(table.write(query, update(1, 1), at(2), heads)).rejects.toThrow(Superseded);
  });
});

describe('new blocks', () => {
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const updates = (...blocks: number[]): BlockUpdate[] => blocks.map(n => update(n, n));
  const headsOf = (table: ResultTable, blocks: readonly BlockUpdate[]) =>
    table.readHeads(
      query,
      blocks.map(({ blockStartMs }) => blockStartMs),
    );

  it('are inserted many in a call, those that stand and those too large for an item are left', async () => {
    const memory = new MemoryTable();
    const table = new ResultTable(memory);
    await table.write(query, update(2, 7), at(1));
    const keys = Array.from({ length: 2_000 }, (_, i) => `["page-${i}"]`);
    const blocks = [...updates(0, 1, 2), update(3, 1, keys), ...updates(4)];
    const heads = await headsOf(table, blocks);
    const [insert, put] = [jest.spyOn(memory, 'insertBatch'), jest.spyOn(memory, 'putBatch')];
    const inserted = await table.insert(query, blocks, at(2), heads, clock);
    expect([...inserted.keys()]).toEqual([0, 1, 4].map(startOf));
    expect(inserted.get(startOf(4))).toMatchObject([{ rows: [{ revision: 0, epoch: 2, values: [4, null] }] }]);
    expect([insert.mock.calls.length, put.mock.calls.length]).toEqual([1, 0]);
    const stored = await table.read(query);
    expect(stored.map(({ rows }) => rows[0]!.values[0])).toEqual([0, 1, 7, 4]);
  });

  it('that another executor has put since are not touched, and are left to be read', async () => {
    const table = new ResultTable(new MemoryTable());
    const heads = await headsOf(table, updates(0, 1, 2));
    await table.write(query, update(1, 7), at(3));
    const inserted = await table.insert(query, updates(0, 1, 2), at(2), heads, clock);
    expect([...inserted]).toMatchObject([
      [startOf(0), [{ rows: [{ values: [0, null] }] }]],
      [startOf(1), undefined],
      [startOf(2), [{ rows: [{ values: [2, null] }] }]],
    ]);
    await expect(table.write(query, update(1, 1), at(2))).rejects.toThrow(Superseded);
  });

  it('of which it is not known that they are new are left', async () => {
    const memory = new MemoryTable();
    const table = new ResultTable(memory);
    for (const n of [0, 1, 2]) await table.write(query, update(n, 7), at(1));
    const blocks = updates(0, 8, 9);
    const heads = await headsOf(table, blocks);
    expect(await table.insert(query, blocks, at(2), heads, clock)).toEqual(new Map());
  });

  it('are put as others are where there is but one', async () => {
    const memory = new MemoryTable();
    const table = new ResultTable(memory);
    await table.write(query, update(0, 7), at(1));
    const heads = await headsOf(table, updates(0, 1));
    expect(await table.insert(query, updates(0, 1), at(2), heads, clock)).toEqual(new Map());
    expect(memory.items).toHaveLength(1);
  });
});

test('a key that must have no result any more is retracted in the bucket that holds it', async () => {
  const table = new ResultTable(new MemoryTable());
  const keys = Array.from({ length: 2_000 }, (_, i) => `["page-${i}"]`);
  await table.write(query, update(0, 1, keys), at(1));
  const absentKeys = keys.slice(0, 100);
  const absent = absentKeys.map(key => ({ key, final: true }));
  const retracted = await table.write(query, { blockStartMs: startOf(0), computed: [], absent }, at(2));
  if (retracted === 'foreign') throw new Error(retracted);
  expect(retracted.flatMap(({ rows }) => rows)).toHaveLength(100);
  const [block] = await table.read(query);
  expect(block!.rows.filter(row => row.retracted).map(row => row.key)).toEqual([...absentKeys].sort());
});

test('a result that was taken back comes back, though nothing is known of it', async () => {
  const table = new ResultTable(new MemoryTable());
  const unknown: BlockUpdate = { ...update(0, 1), computed: [{ ...update(0, 1).computed[0]!, values: [null, null] }] };
  const absent = [{ key: '["home"]', final: true }];
  await table.write(query, unknown, at(1));
  await table.write(query, { ...unknown, computed: [], absent }, at(2));
  expect(await table.write(query, unknown, at(3))).toMatchObject([{ rows: [{ revision: 2, retracted: false }] }]);
});

test('what an epoch wrote stands with the values of whoever wrote it, though the definition selects others since', async () => {
  const table = new ResultTable(new MemoryTable());
  const since = { ...query, values: { other: Object.values(query.values)[0]! } };
  const first = await table.write(query, update(0, 7), at(1));
  const again = await table.write(since, { ...update(0, 9), computed: [] }, at(1));
  expect(first).toMatchObject([{ names: Object.keys(query.values).join(), rows: [{ values: [7, null] }] }]);
  expect(again).toEqual(first);
  const [block] = await table.read(since);
  expect(block!.rows[0]!.values).toEqual([null]);
});
