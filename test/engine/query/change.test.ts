import { Rig } from '../../support/rig';
import { order, ordersPipeline } from './orders';

const base = { where: "kind = 'order'", groupBy: ['shop'], select: { n: 'count(*)', total: 'sum(price)' } };
const idOf = (query: object, parts: object = {}): string => ordersPipeline(query, parts).queries[0]!.id;

test.each([
  ['a value more of the same aggregates', { select: { ...base.select, mean: 'sum(price) / count(*)' } }],
  ['a value less', { select: { n: 'count(*)', x: 'sum(price) + 1' } }],
  ['having', { having: 'n > 3' }],
  ['top', { top: { n: 3, by: 'total' } }],
  ['emit', { emit: 'onUpdate' }],
])('keeps the state of a query: %s', (_, change) => {
  expect(idOf({ ...base, ...change })).toBe(idOf(base));
});

test.each([
  ['where', { where: "kind = 'view'" }],
  ['no where', { where: undefined }],
  ['keys', { groupBy: ['kind'] }],
  ['another aggregate', { select: { ...base.select, most: 'max(price)' } }],
  ['the filter of an aggregate', { select: { n: 'count(*)', total: 'sum(price) filter (where quantity > 1)' } }],
])('begins a query anew: %s', (_, change) => {
  expect(idOf({ ...base, ...change })).not.toBe(idOf(base));
});

test('a derived field begins anew only the queries that read it, by what it means and not by its name', () => {
  const of = (derive: object, by: string) => idOf({ groupBy: { by } }, { derive });
  expect(of({ x: 'price * 2' }, 'x')).toBe(of({ y: 'price * 2' }, 'y'));
  expect(of({ x: 'price * 2' }, 'x')).not.toBe(of({ x: 'price * 3' }, 'x'));
  expect(of({ x: 'price * 2' }, 'shop')).toBe(of({ x: 'price * 3' }, 'shop'));
});

test('other values of a live query are of all its events, and what stood is revised by name', async () => {
  const before = ordersPipeline({ ...base, emit: 'onUpdate' });
  const after = ordersPipeline({
    ...base,
    select: { mean: 'sum(price) / count(*)', total: 'sum(price)', n: 'count(*)' },
    emit: 'onUpdate',
  });
  const rig = new Rig(before);
  await rig.aggregate([rig.put([order(1, { price: 2 }), order(2, { price: 4 })])]);
  await rig.finalize({ whenIdle: 'hold' });
  expect(rig.latest()).toMatchObject([{ revision: 0, values: { n: 2, total: 6 } }]);
  const changed = Object.assign(Object.create(rig) as Rig, { pipeline: after });
  await changed.aggregate([changed.put([order(3, { price: 0 })])]);
  await changed.finalize({ whenIdle: 'hold' });
  expect(rig.latest()).toMatchObject([{ revision: 1, values: { mean: 2, total: 6, n: 3 } }]);
});

test('having that comes to a live query takes back what stood when the window is looked at next', async () => {
  const rig = new Rig(ordersPipeline({ ...base, emit: 'onUpdate' }));
  await rig.aggregate([rig.put([order(1)])]);
  await rig.finalize({ whenIdle: 'hold' });
  const changed = Object.assign(Object.create(rig) as Rig, {
    pipeline: ordersPipeline({ ...base, having: 'n > 5', emit: 'onUpdate' }),
  });
  await changed.aggregate([changed.put([order(2)])]);
  await changed.finalize({ whenIdle: 'hold' });
  expect(rig.latest()).toMatchObject([
    { revision: 1, final: false, retracted: true, values: { n: null, total: null } },
  ]);
});
