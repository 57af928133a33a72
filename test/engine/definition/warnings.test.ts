import { definePipeline, epochMillis, string, tumbling, count } from '../../../engine/index';
import { definitionWarnings } from '../../../engine/definition/warnings';

const orders = (settings: { partitionBy?: 'id' | 'shop' | 'desk'; by?: 'id' | 'half' }) => {
  const { by, ...rest } = settings;
  return definitionWarnings(
    definePipeline({
      name: 'orders',
      event: { id: string().optional(), shop: string(), desk: string().optional(), at: epochMillis() },
      derive: { half: ({ id }) => id?.slice(0, 4) },
      eventTime: 'at',
      ...rest,
      ...(by && { dedupe: { by, within: '5 minutes' } }),
      queries: { q: { window: tumbling('1 minute'), select: { n: count() } } },
    }),
  );
};

test('dedupe without a partition key is warned of: copies may be on different shards', () => {
  expect(orders({ by: 'id' })).toEqual([
    `dedupe: copies are dropped on the shard they arrive on, and there is no partitionBy: copies of an event may arrive on different shards and count twice; set partitionBy: 'id'`,
  ]);
  expect(orders({ by: 'half' })[0]).toMatch(/set partitionBy with a field that every event has$/);
});

test('so is dedupe under a partition key that an event may lack', () => {
  expect(orders({ by: 'id', partitionBy: 'desk' })[0]).toMatch(/and desk, the partition key, is optional: /);
});

test('a key that copies have in common is not warned of, nor is a definition without dedupe', () => {
  expect([orders({ by: 'id', partitionBy: 'id' }), orders({ by: 'id', partitionBy: 'shop' }), orders({})]).toEqual([
    [],
    [],
    [],
  ]);
});
