import { count, definePipeline, epochMillis, string, tumbling } from '../../../engine/index';
import type { Item, Table } from '../../../engine/ports';
import { ResultTable } from '../../../engine/results/result-table';
import { CURSOR_KEY } from '../../../engine/store/keys';
import { click, T0 } from '../../support/clicks';
import { Rig } from '../../support/rig';

/** Open windows are reported too; of closed ones only those that `having` lets be. */
const views = (having?: string) =>
  definePipeline({
    name: 'views',
    event: { page: string(), at: epochMillis() },
    eventTime: 'at',
    watermark: { outOfOrderness: 0, idleTimeout: '30 seconds', maxFutureSkew: '10 minutes' },
    late: { allowed: '1 hour' },
    queries: {
      by_page: {
        groupBy: ['page'],
        window: tumbling('10 seconds'),
        select: { n: count() },
        emit: 'onUpdate',
        ...(having !== undefined && { having }),
      },
    },
  });

/** A rig over what another has stored and emitted. */
function beside(rig: Rig, having?: string): Rig {
  const other = new Rig(views(having), rig.source);
  other.state = rig.state;
  other.results = rig.results;
  return other;
}

/** A table whose first write of results waits until something else has happened. */
function delayed(table: Table, meanwhile: () => Promise<void>): Table {
  let isFirst = true;
  const wait = async (): Promise<void> => {
    if (!isFirst) return;
    isFirst = false;
    await meanwhile();
  };
  return {
    get: key => table.get(key),
    query: (pk, range) => table.query(pk, range),
    put: (item, condition) => wait().then(() => table.put(item, condition)),
    putBatch: items => wait().then(() => table.putBatch(items)),
    insertBatch: items => wait().then(() => table.insertBatch(items)),
    deleteBatch: keys => table.deleteBatch(keys),
  };
}

const puts = (rig: Rig): Item[] => {
  const items: Item[] = [];
  const { put } = rig.state;
  rig.state.put = async (item, condition) => {
    if (item.pk === CURSOR_KEY.pk) items.push(item);
    return put.call(rig.state, item, condition);
  };
  return items;
};

describe('an executor of the plan before that lags behind', () => {
  it.each([
    ['one window', 1, [1]],
    ['several windows', 1, [1, 11, 21]],
    ['a window of many keys', 900, [1]],
  ])('writes nothing of %s that the new one has looked at and left out', async (_, keys, seconds) => {
    const old = new Rig(views());
    const now = beside(old, 'n > 5');
    const pages = Array.from({ length: keys }, (_one, i) => `page ${i}`);
    await old.aggregate([old.put(pages.flatMap(page => seconds.map(s => click(s, page))))]);
    old.results = delayed(old.results, async () => {
      await now.finalize();
      await now.aggregate([now.put(click(60))]);
      await now.finalize();
    });
    await old.finalize();
    const rows = (await new ResultTable(now.results).read(now.pipeline.queries[0]!)).flatMap(block => block.rows);
    expect(rows.filter(({ startMs }) => startMs < T0 + 60_000)).toEqual([]);
    expect(now.latest()).toEqual([]);
  });
});

describe('whose turn it is', () => {
  it('stands on the cursor from the first epoch on, and is written again only when another plan takes over', async () => {
    const first = new Rig(views());
    const cursors = puts(first);
    for (const second of [1, 20, 40]) {
      await first.aggregate([first.put(click(second))]);
      await first.finalize();
    }
    const turns = (): unknown[] => cursors.map(({ epoch, planSinceMs }) => [epoch, planSinceMs]);
    expect(turns()).toEqual([0, 1, 2, 3].map(epoch => [epoch, 0]));

    const second = beside(first, 'n > 5');
    second.nowMs += 5_000;
    await second.aggregate([second.put(click(60))]);
    await second.finalize();
    expect(turns().slice(4)).toEqual([3, 4].map(epoch => [epoch, second.nowMs]));
    expect(new Set(cursors.map(({ plan }) => plan)).size).toBe(2);
  });

  it('is the next one’s at once where a version that did not say so has moved the cursor', async () => {
    const rig = new Rig(views());
    await rig.aggregate([rig.put(click(1))]);
    await rig.finalize();
    const { plan, planSinceMs, ...older } = (await rig.state.get(CURSOR_KEY))!;
    expect([plan, planSinceMs]).toEqual([expect.any(String), 0]);
    await rig.state.put(older, { kind: 'equals', attributes: {} });
    rig.nowMs += 1_000;
    await rig.aggregate([rig.put(click(20))]);
    await rig.finalize();
    expect(await rig.state.get(CURSOR_KEY)).toMatchObject({ epoch: 2, plan, planSinceMs: rig.nowMs });
  });
});
