import { eventQueries } from '../../../engine/definition/pipeline';
import { readHead } from '../../../engine/store/chain';
import { isBalanced } from '../../../engine/store/counts';
import { hopping, session } from '../../../engine/index';
import { Rig } from '../../support/rig';
import { T0 } from '../../support/clicks';
import { order, ordersPipeline, runAll, standing } from './orders';

const iso = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();

async function countsOf(rig: Rig) {
  const { totals } = (await readHead(rig.state, 'shard-0'))!;
  expect(isBalanced(totals)).toBe(true);
  return totals;
}

describe('where', () => {
  it('counts only events for which it is true; others are counted as filtered', async () => {
    const rig = await runAll(ordersPipeline({ where: "kind = 'order' and price > 1" }), [
      order(1),
      order(2, { price: 2 }),
      order(3, { price: null }),
      order(4, { kind: 'view', price: 9 }),
    ]);
    expect(standing(rig)).toEqual([{ key: {}, values: { n: 1 } }]);
    expect(await countsOf(rig)).toMatchObject({ decoded: 4, accepted: { q: 1 }, filtered: { q: 3 }, quarantined: 0 });
  });

  it('moves the watermark by what it leaves out', async () => {
    const rig = new Rig(ordersPipeline({ where: "kind = 'order'" }));
    await rig.aggregate([rig.put([order(1), order(30, { kind: 'view' })])]);
    await rig.finalize({ whenIdle: 'hold' });
    expect(rig.latest()).toMatchObject([{ final: true, watermark: iso(30) }]);
  });

  it('guards what is computed of an event: what has no value where it is not true does no harm', async () => {
    const query = { where: 'quantity > 0', groupBy: { unit: 'price / quantity' }, select: { n: 'count(*)' } };
    const rig = await runAll(ordersPipeline(query), [order(1, { quantity: 0 }), order(2, { price: 6, quantity: 2 })]);
    expect(standing(rig)).toEqual([{ key: { unit: 3 }, values: { n: 1 } }]);
    expect(await countsOf(rig)).toMatchObject({ quarantined: 0, filtered: { q: 1 } });
  });

  it('guards the filter of an aggregate too, where it is null as where it is false', async () => {
    const query = { where: 'price > 1', select: { n: 'count(*) filter (where 8 / quantity > 2)' } };
    const rig = await runAll(ordersPipeline(query), [
      order(1, { price: null, quantity: 0 }),
      order(2, { price: 0, quantity: 0 }),
      order(3, { price: 6, quantity: 2 }),
    ]);
    expect(standing(rig)).toEqual([{ key: {}, values: { n: 1 } }]);
    expect(await countsOf(rig)).toMatchObject({ quarantined: 0, filtered: { q: 2 } });
  });

  it('sends an event for which it cannot be computed to the quarantine, with the expression and the reason', async () => {
    const rig = await runAll(ordersPipeline({ where: 'price / quantity > 1' }), [order(1, { quantity: 0 }), order(2)]);
    expect(await countsOf(rig)).toMatchObject({ quarantined: 1, filtered: { q: 1 } });
    const [line] = [...rig.objects.values()].join('').trim().split('\n');
    expect(JSON.parse(line!)).toMatchObject({
      reason: 'queries.q: (price / quantity) > 1: 1 / 0 gives no finite number',
    });
  });
});

describe('accept', () => {
  const views = { source: { accept: "kind in ('order', 'return')" } };

  it('passes over other events, also those that do not satisfy the schema, and counts them as skipped', async () => {
    const rig = await runAll(ordersPipeline({}, views), [
      order(1),
      order(2, { kind: 'view' }),
      { kind: 'heartbeat' },
      { kind: 'order' },
      { shop: 'a', at: T0 },
    ]);
    expect(standing(rig)).toEqual([{ key: {}, values: { n: 1 } }]);
    expect(await countsOf(rig)).toMatchObject({ decoded: 5, skipped: 2, quarantined: 2, accepted: { q: 1 } });
  });

  it('computes nothing of what it passes over', async () => {
    const derive = { unit: 'price / quantity' };
    const rig = await runAll(ordersPipeline({}, { ...views, derive }), [
      order(1),
      order(2, { kind: 'view', quantity: 0 }),
    ]);
    expect(await countsOf(rig)).toMatchObject({ skipped: 1, quarantined: 0 });
  });
});

describe('derived fields', () => {
  it('may read each other, in any order', async () => {
    const derive = {
      total: 'unit * 10',
      unit: 'coalesce(price, 0) + bonus',
      bonus: "case when shop = 'a' then 1 else 0 end",
    };
    const rig = await runAll(ordersPipeline({ select: { sum: 'sum(total)' } }, { derive }), [
      order(1, { price: 2 }),
      order(2, { shop: 'b', price: null }),
    ]);
    expect(standing(rig)).toEqual([{ key: {}, values: { sum: 30 } }]);
  });
});

describe('values', () => {
  it('are expressions over aggregates, keys and the values before them', async () => {
    const query = {
      groupBy: ['shop'],
      select: {
        orders: "count(*) filter (where kind = 'order')",
        vwap: 'sum(price * quantity) / sum(quantity)',
        label: "shop || ':' || cast(orders as text)",
        seconds: 'epoch(window_end) - epoch(window_start)',
        from: 'window_start',
        none: 'sum(price) / (count(*) - count(*))',
      },
    };
    const rig = await runAll(ordersPipeline(query), [
      order(1, { price: 2, quantity: 3 }),
      order(2, { price: 4, quantity: 1, kind: 'view' }),
    ]);
    expect(standing(rig)).toEqual([
      { key: { shop: 'a' }, values: { orders: 1, vwap: 2.5, label: 'a:1', seconds: 10, from: iso(0), none: null } },
    ]);
  });

  it('share the aggregates that they have in common', () => {
    const select = { mean: 'sum(price) / count(*)', total: 'sum(price)', n: 'count(*)' };
    expect(Object.keys(eventQueries(ordersPipeline({ select }))[0]!.aggregates)).toEqual(['count(*)', 'sum(price)']);
  });
});

describe('having and top', () => {
  const revised = async (query: object, first: readonly unknown[], then: readonly unknown[]): Promise<Rig> => {
    const rig = await runAll(ordersPipeline({ groupBy: ['shop'], ...query }), [...first, order(30, { shop: 'clock' })]);
    await rig.aggregate([rig.put(then)]);
    await rig.finalize({ endOfInput: true });
    return rig;
  };
  const inFirst = (rig: Rig) => rig.latest().filter(({ window }) => window.start === iso(0));

  it('makes results of windows for which having is true, and late events bring one', async () => {
    const having = 'n >= 2';
    const rig = await revised({ having }, [order(1), order(2), order(3, { shop: 'b' })], [order(4, { shop: 'b' })]);
    expect(inFirst(rig)).toMatchObject([
      { key: { shop: 'a' }, revision: 0, values: { n: 2 } },
      { key: { shop: 'b' }, revision: 0, values: { n: 2 } },
    ]);
  });

  it('takes back a result for which having is true no longer', async () => {
    const rig = await revised({ having: 'max(price) < 5' }, [order(1)], [order(2, { price: 7 })]);
    expect(inFirst(rig)).toMatchObject([{ revision: 1, final: true, retracted: true, values: { n: null } }]);
  });

  it('keeps the first keys of a window by a value, the largest first, equal ones by their keys', async () => {
    const shops = ['d', 'c', 'b', 'a', 'a'].map((shop, i) => order(i, { shop }));
    const rig = await runAll(ordersPipeline({ groupBy: ['shop'], top: { n: 2, by: 'n' } }), shops);
    expect(standing(rig)).toEqual([
      { key: { shop: 'a' }, values: { n: 2 } },
      { key: { shop: 'b' }, values: { n: 1 } },
    ]);
  });

  it('takes back a key that late events push out of the first ones, and brings it back when it returns', async () => {
    const query = { top: { n: 1, by: 'n' } };
    const rig = await revised(
      query,
      [order(1), order(2, { shop: 'b' }), order(3, { shop: 'b' })],
      [order(4), order(5)],
    );
    expect(inFirst(rig)).toMatchObject([
      { key: { shop: 'a' }, revision: 0, values: { n: 3 } },
      { key: { shop: 'b' }, revision: 1, retracted: true },
    ]);
    await rig.aggregate([rig.put([order(6, { shop: 'b' }), order(7, { shop: 'b' })])]);
    await rig.finalize({ endOfInput: true });
    expect(inFirst(rig)).toMatchObject([
      { key: { shop: 'a' }, revision: 1, retracted: true },
      { key: { shop: 'b' }, revision: 2, values: { n: 4 } },
    ]);
  });

  it('keeps the first keys for each combination of some keys', async () => {
    const query = { groupBy: ['kind', 'shop'], top: { n: 1, by: 'sum(price)', per: 'kind' } };
    const rig = await runAll(ordersPipeline(query), [
      order(1, { price: 3 }),
      order(2, { shop: 'b', price: 4 }),
      order(3, { kind: 'view', shop: 'c' }),
    ]);
    expect(standing(rig).map(({ key }) => key)).toEqual([
      { kind: 'order', shop: 'b' },
      { kind: 'view', shop: 'c' },
    ]);
  });

  it('holds for hopping windows and for sessions, each by itself', async () => {
    const having = 'n > 1';
    const hops = await runAll(ordersPipeline({ window: hopping('10 seconds', '5 seconds'), having }), [
      order(1),
      order(7),
    ]);
    expect(standing(hops)).toEqual([{ key: {}, values: { n: 2 } }]);
    const visits = await runAll(ordersPipeline({ window: session('5 seconds'), having }), [
      order(1),
      order(2),
      order(20),
    ]);
    expect(visits.latest()).toMatchObject([{ window: { start: iso(1), end: iso(7) } }]);
  });
});

describe('a result that shows times', () => {
  it('writes them as ISO 8601, in keys too', async () => {
    const query = { groupBy: { hour: "date_trunc('hour', at)" }, select: { first: 'min(at)', last: 'max(at)' } };
    const rig = await runAll(ordersPipeline(query), [order(1), order(2)]);
    expect(standing(rig)).toEqual([{ key: { hour: iso(0) }, values: { first: iso(1), last: iso(2) } }]);
  });
});

test('a sum of products rounds none of them', async () => {
  const rig = await runAll(ordersPipeline({ select: { sum: 'sum(price * quantity)' } }), [
    order(1, { price: 0.1, quantity: 3 }),
    order(2, { price: -0.30000000000000004, quantity: 1 }),
  ]);
  expect(standing(rig)).toEqual([{ key: {}, values: { sum: -(2 ** -55) } }]);
});
