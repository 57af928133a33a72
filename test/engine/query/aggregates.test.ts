import { readHead } from '../../../engine/store/chain';
import { order, ordersPipeline, runAll, standing } from './orders';

test('first and last are of events that have a value, and of any where nulls are respected', async () => {
  const query = {
    select: {
      first: 'first_value(price)',
      last: 'last_value(price) ignore nulls',
      first_event: 'first_value(price) respect nulls',
      last_event: 'last_value(price) respect nulls',
      last_order: "last_value(price) filter (where kind = 'order') respect nulls",
      last_return: "last_value(price) filter (where kind = 'return') respect nulls",
      unit: 'last_value(price / quantity) respect nulls filter (where quantity > 0)',
      none: "coalesce(last_value(price) filter (where kind = 'none') respect nulls, -1)",
    },
  };
  const rig = await runAll(ordersPipeline(query), [
    order(1, { price: null }),
    order(2, { price: 2 }),
    order(4, { price: null, kind: 'view' }),
    order(3, { price: 3, kind: 'return' }),
    order(5, { price: null, quantity: 0, kind: 'return' }),
  ]);
  expect(standing(rig)).toEqual([
    {
      key: {},
      values: {
        first: 2,
        last: 3,
        first_event: null,
        last_event: null,
        last_order: 2,
        last_return: null,
        unit: null,
        none: -1,
      },
    },
  ]);
  expect((await readHead(rig.state, 'shard-0'))!.totals).toMatchObject({ quarantined: 0 });
});

test('different values are counted exactly as far as is asked', async () => {
  const events = Array.from({ length: 600 }, (_, i) => order(1, { price: i % 500, shop: `s${i % 20}` }));
  const select = {
    prices: 'count(distinct price, 500)',
    shops: 'count(distinct shop, 16)',
    rough: 'count(distinct price)',
  };
  const [result] = standing(await runAll(ordersPipeline({ select }), events));
  expect(result!.values).toMatchObject({ prices: 500 });
  const { shops, rough } = result!.values as Record<string, number>;
  expect(shops).toBeGreaterThan(16);
  expect(rough).not.toBe(500);
  expect(rough! / 500).toBeCloseTo(1, 1);
});
