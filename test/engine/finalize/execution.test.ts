import { readCursor } from '../../../engine/store/epoch-log';
import { LIFETIME_MS } from '../../../engine/finalize/lifetime';
import type { Item, PutCondition, Table } from '../../../engine/ports';
import { CURSOR_KEY, timeKey } from '../../../engine/store/keys';
import { click, clicks, T0 } from '../../support/clicks';
import { MemoryTable } from '../../support/memory-table';
import { Rig } from '../../support/rig';

const WINDOWS = 400;

/** A commit that closes so many windows, of some keys each. */
async function rigOf(windows = WINDOWS, keys = 1): Promise<Rig> {
  const rig = new Rig(clicks());
  rig.nowMs += 24 * 3_600_000;
  const events = Array.from({ length: windows * keys }, (_, i) => click(Math.floor(i / keys) * 10, `page-${i % keys}`));
  await rig.aggregate([rig.put([...events, click(windows * 10)])]);
  return rig;
}

/** A table that does something before each put. */
function beforePut(table: Table, act: (item: Item, condition: PutCondition) => void | Promise<void>): Table {
  return {
    get: key => table.get(key),
    query: (pk, range) => table.query(pk, range),
    put: async (item, condition) => {
      await act(item, condition);
      return table.put(item, condition);
    },
    putBatch: items => table.putBatch(items),
    insertBatch: async items => {
      for (const item of items) await act(item, { kind: 'absent' });
      return table.insertBatch(items);
    },
    deleteBatch: keys => table.deleteBatch(keys),
  };
}

/** Whose turn it is stands on the cursor before anything is written. */
const isTurn = (item: Item): boolean => item['epoch'] === 0 && item['done'] === '';

describe('an epoch that takes long', () => {
  it('goes on from its last step after a write was refused', async () => {
    const rig = await rigOf();
    const { results } = rig;
    let puts = 0;
    rig.results = beforePut(results, () => {
      rig.nowMs += 20;
      if (++puts === 300) throw new Error('throttled');
    });
    await expect(rig.finalize()).rejects.toThrow('throttled');
    rig.results = results;
    await rig.finalize();
    expect(rig.emitted).toHaveLength(WINDOWS);
  });

  it('ends although no invocation lives to its deadline', async () => {
    const rig = await rigOf();
    const query = rig.state.query.bind(rig.state);
    let endsAtMs = 0;
    rig.state.query = async (pk, range) => {
      if (pk.startsWith('P#')) rig.nowMs += 3_000;
      if (rig.nowMs > endsAtMs) throw new Error('killed');
      return query(pk, range);
    };
    let attempts = 0;
    for (let isDone = false; !isDone && attempts < 10; attempts++) {
      endsAtMs = rig.nowMs + 100_000;
      isDone = await rig.finalize({ deadlineMs: endsAtMs + 1 }).then(
        () => true,
        () => false,
      );
    }
    expect(attempts).toBeLessThan(10);
    expect(rig.latest().length).toBeGreaterThanOrEqual(WINDOWS); // and the last one, once all is silent
  });

  it('goes on where it stands when another executor has moved the cursor less far', async () => {
    const rig = await rigOf();
    const { state } = rig;
    rig.results = beforePut(rig.results, () => void (rig.nowMs += 20));
    let isMoved = false;
    rig.state = beforePut(state, async (item, condition) => {
      if (item.pk !== CURSOR_KEY.pk || item['epoch'] !== 1 || isMoved) return;
      isMoved = await state.put({ ...CURSOR_KEY, epoch: 0, done: 'a' }, condition);
    });
    await rig.finalize();
    expect(isMoved).toBe(true);
    expect(rig.emitted).toHaveLength(WINDOWS);
    expect(await readCursor(state)).toMatchObject({ epoch: 1, done: '' });
  });

  it('leaves to another executor what that one has done already, and never moves the cursor back', async () => {
    const rig = await rigOf(4 * WINDOWS);
    const { state } = rig;
    rig.results = beforePut(rig.results, () => void (rig.nowMs += 20));
    const done: string[] = [];
    rig.state = beforePut(state, async (item, condition) => {
      if (item.pk !== CURSOR_KEY.pk || isTurn(item)) return;
      const furthest = (item['done'] as string).replace(/\d+$/, timeKey(T0 + 12_000_000));
      if (done.length === 0) await state.put({ ...CURSOR_KEY, epoch: 0, done: furthest }, condition);
      done.push((await readCursor(state)).done);
    });
    await rig.finalize();
    expect(done).toEqual([...done].sort());
    // Steps of 500 windows: the second is behind the other's cursor.
    expect(rig.emitted).toHaveLength(500 + 500 + 100);
  });

  it('writes the cursor once where it takes no time, and before all whose turn it is', async () => {
    const rig = await rigOf(5);
    const cursors: unknown[] = [];
    rig.state = beforePut(rig.state, item => {
      if (item.pk === CURSOR_KEY.pk) cursors.push(item['epoch']);
    });
    await rig.finalize();
    expect(cursors).toEqual([0, 1]);
  });

  it('holds no more rows than a step and a block before they are emitted', async () => {
    const rig = await rigOf(20, 400);
    let rows = 0;
    let most = 0;
    let emitted = 0;
    rig.results = beforePut(rig.results, () => {
      if (rig.emitted.length > emitted) rows = 0;
      emitted = rig.emitted.length;
      most = Math.max(most, (rows += 400));
    });
    await rig.finalize();
    expect(rig.emitted).toHaveLength(20 * 400);
    expect(most).toBe(4_000);
  });
});

describe('an executor', () => {
  it('writes nothing any more once it has lived longer than a function can: others went on without it', async () => {
    const rig = await rigOf(3);
    const results = rig.results as MemoryTable;
    const query = rig.state.query.bind(rig.state);
    rig.state.query = async (pk, range) => {
      const items = await query(pk, range);
      if (pk.startsWith('P#')) rig.nowMs += LIFETIME_MS;
      return items;
    };
    await expect(rig.finalize({ deadlineMs: Infinity })).rejects.toThrow('began more than 15 minutes ago');
    expect(results.items.length).toBe(0);
    expect(await readCursor(rig.state)).toMatchObject({ epoch: 0, done: '' });
  });

  it('has nothing under way when it fails', async () => {
    const rig = await rigOf(75);
    const results = rig.results as MemoryTable;
    const insert = results.insertBatch.bind(results);
    let release: () => void = () => undefined;
    const held = new Promise<void>(done => (release = done));
    let batches = 0;
    results.insertBatch = async items => {
      if (++batches === 3) throw new Error('refused');
      await held;
      return insert(items);
    };
    let written = -1;
    const failed = rig.finalize().catch(() => (written = results.items.length));
    await new Promise(setImmediate);
    expect(written).toBe(-1);
    release();
    await failed;
    await new Promise(setImmediate);
    expect(written).toBeGreaterThan(0);
    expect(results.items.length).toBe(written);
  });

  it('says what is wrong when the results are of later epochs than the state: it was restored alone', async () => {
    const rig = new Rig(clicks({ late: { allowed: '1 hour' } }));
    await rig.aggregate([rig.put([click(5), click(25)])]);
    await rig.finalize();
    const restored = (rig.state as MemoryTable).items;
    for (const seconds of [6, 7, 8]) {
      await rig.aggregate([rig.put(click(seconds))]);
      await rig.finalize();
    }
    const state = new MemoryTable();
    await state.putBatch(restored);
    rig.state = state;
    let reads = 0;
    const get = state.get.bind(state);
    state.get = key => {
      if (key.pk === CURSOR_KEY.pk) reads++;
      return get(key);
    };
    await rig.aggregate([rig.put(click(9))]);
    await expect(rig.finalize()).rejects.toThrow('was the state table restored alone?');
    expect(reads).toBeLessThan(5);
  });
});
