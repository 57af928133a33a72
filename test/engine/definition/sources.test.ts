import { count, definePipeline, DefinitionError, type SourcesInput } from 'tidemark';
import { definitionWarnings } from '../../../engine/definition/warnings';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';
import { conversion, orders, shop, views } from '../../support/shop';

const T = Date.UTC(2026, 0, 1, 12);
const START = '2026-01-01T12:00:00.000Z';

const SHARDS = ['views/shard-0', 'views/shard-1', 'orders/shard-0'];
const shopRig = (): Rig => new Rig(definePipeline(shop), new MemorySource(SHARDS));

/** Two shards of views and one of orders. */
async function fed(path: 'strict' | 'plain'): Promise<Rig> {
  const rig = shopRig();
  rig.nowMs = T + 60_000;
  const given: Record<string, object[]> = {
    'views/shard-0': [
      { user: 'ann', campaign: 'mail', at: T + 1_000 },
      { user: 'ann', campaign: 'mail', at: T + 2_000 },
      { user: 'ann', at: T + 3_000 },
    ],
    'views/shard-1': [{ user: 'bob', campaign: 'mail', at: T + 4_000 }],
    'orders/shard-0': [
      { utm: 'MAIL', amount: 30, time: T + 5_000 },
      { utm: 'mail', amount: -1, time: T + 6_000 },
      { utm: 'ads', amount: 10, time: T + 7_000 },
    ],
  };
  for (const [shardId, events] of Object.entries(given))
    await rig.aggregate(
      events.map(event => rig.put(event, shardId)),
      shardId,
      undefined,
      path,
    );
  return rig;
}

test.each(['strict', 'plain'] as const)('a query groups events of several sources by a common key (%s)', async path => {
  const rig = await fed(path);
  await rig.finalize({ endOfInput: true });
  const rows = rig.latest().filter(({ query }) => query === 'conversion');
  expect(rows.map(({ key, window, values }) => [key['campaign'], window.start, values])).toEqual(
    expect.arrayContaining([
      ['mail', START, { views: 3, visitors: 2, last_user: 'bob', orders: 1, revenue: 30, mean: 30, conversion: 1 / 3 }],
      [null, START, { views: 1, visitors: 1, last_user: 'ann', orders: 0, revenue: null, mean: null, conversion: 0 }],
      ['ads', START, { views: 0, visitors: 0, last_user: null, orders: 1, revenue: 10, mean: 10, conversion: null }],
    ]),
  );
  expect(rows).toHaveLength(3);
});

test('a query over one of the sources knows nothing of the others', async () => {
  const rig = await fed('strict');
  await rig.finalize({ endOfInput: true });
  const rows = rig.latest().filter(({ query }) => query === 'by_user');
  expect(rows.map(({ key, values }) => [key['user'], values['views']])).toEqual([
    ['ann', 3],
    ['bob', 1],
  ]);
});

test('windows over windows read a query over several sources as any other', async () => {
  const rig = await fed('strict');
  await rig.finalize({ endOfInput: true });
  expect(rig.latest().filter(({ query }) => query === 'best')).toMatchObject([{ values: { best: 1 / 3 } }]);
});

test('the watermark is the least that any source allows, each by its own disorder', async () => {
  const rig = await fed('strict');
  const far = { views: T + 60_000, orders: T + 29_000 };
  await rig.aggregate([rig.put({ user: 'z', at: far.views }, 'views/shard-0')], 'views/shard-0');
  await rig.aggregate([rig.put({ user: 'z', at: far.views }, 'views/shard-1')], 'views/shard-1');
  await rig.aggregate([rig.put({ amount: 1, time: far.orders }, 'orders/shard-0')], 'orders/shard-0');
  await rig.finalize({ whenIdle: 'hold' });
  expect(rig.emitted).toEqual([]);
  await rig.aggregate([rig.put({ amount: 1, time: T + 30_000 }, 'orders/shard-0')], 'orders/shard-0');
  await rig.finalize({ whenIdle: 'hold' });
  expect(rig.emitted.filter(({ query }) => query === 'conversion')).toHaveLength(3);
});

test('a silent shard holds the watermark for as long as its own source says', async () => {
  const silent = {
    views: { ...views, watermark: { idleTimeout: '1 hour' } },
    orders: { ...orders, watermark: { idleTimeout: '20 seconds' } },
  };
  const rig = new Rig(
    definePipeline({ ...shop, sources: silent }),
    new MemorySource(['views/shard-0', 'orders/shard-0']),
  );
  rig.nowMs = T;
  for (const [at, time] of [
    [T, T],
    [T + 30_000, T + 1_000],
  ] as const) {
    await rig.aggregate([rig.put({ user: 'ann', at }, 'views/shard-0')], 'views/shard-0');
    await rig.aggregate([rig.put({ amount: 1, time }, 'orders/shard-0')], 'orders/shard-0');
  }
  await rig.finalize({ whenIdle: 'hold' });
  expect(rig.emitted).toEqual([]);
  rig.nowMs = T + 30_000;
  await rig.finalize({ whenIdle: 'hold' });
  expect(rig.emitted.filter(({ query }) => query === 'by_user')).toHaveLength(1);
});

test('an event that one source could not read is quarantined there, and read by the other', async () => {
  const rig = shopRig();
  const event = { utm: 'mail', amount: 5, time: rig.nowMs };
  await rig.aggregate([rig.put(event, 'views/shard-0')], 'views/shard-0');
  await rig.aggregate([rig.put(event, 'orders/shard-0')], 'orders/shard-0');
  await rig.finalize({ endOfInput: true });
  expect([...rig.objects.keys()].filter(name => name.startsWith('quarantine/'))).toHaveLength(1);
  expect(rig.latest().filter(({ query }) => query === 'conversion')).toMatchObject([
    { values: { orders: 1, views: 0 } },
  ]);
});

test('a shard of a source that the definition no longer has is gone, and holds nothing back', async () => {
  const rig = await fed('strict');
  await rig.finalize({ whenIdle: 'hold' });
  rig.source.remove('orders/shard-0');
  const { by_user } = shop.queries;
  const left = new Rig(
    definePipeline({ name: 'shop', sources: { views }, queries: { by_user: by_user! } }),
    rig.source,
  );
  left.state = rig.state;
  left.results = rig.results;
  left.nowMs = rig.nowMs + 120_000;
  await left.finalize({ tick: true });
  const rows = left.latest().filter(({ query }) => query === 'by_user');
  expect(rows.map(({ key, values }) => [key['user'], values['views']])).toEqual([
    ['ann', 3],
    ['bob', 1],
  ]);
});

test('a source whose copies may be scattered is warned of by its name', () => {
  const dedupe = { by: 'utm', within: '1 minute' };
  const warnings = definitionWarnings(definePipeline({ ...shop, sources: { views, orders: { ...orders, dedupe } } }));
  expect(warnings).toEqual([expect.stringMatching(/^sources\.orders\.dedupe: copies are dropped on the shard/)]);
});

const mistakes = (change: object): readonly string[] => {
  try {
    definePipeline({ ...shop, ...change } as SourcesInput);
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.problems;
  }
};
const query = (change: object): object => ({ queries: { q: { ...conversion, ...change } } });
const from = (change: object): object => query({ from: { ...conversion.from, ...change } });

test.each<[object, string]>([
  [
    { sources: { aggregates: views } },
    'sources.aggregates: the stream of results is called so; give the source another name',
  ],
  [
    {
      sources: {
        views: { ...views, source: { format: 'avro' } },
        orders: { ...orders, source: { format: 'protobuf' } },
      },
    },
    'sources: avro and protobuf in one pipeline are not supported: a function has the reader of one of them',
  ],
  [{ sources: {} }, 'sources: at least one is needed'],
  [{ eventTime: 'at' }, 'eventTime: with sources it belongs to each of them, as sources.NAME.eventTime'],
  [
    { sources: { views: { ...views, eventTime: 'att' }, orders } },
    'sources.views.eventTime: no field "att" in event; did you mean at?',
  ],
  [
    { sources: { views: { ...views, lookups: {} }, orders } },
    'sources.views.lookups: no such name; expected source, event, derive, eventTime, partitionBy, watermark, dedupe',
  ],
  [
    { sources: { 'Page Views': views, views, orders } },
    `sources.Page Views: a source's name is lower-case letters, digits and _, at most 30: "Page Views"`,
  ],
  [
    query({ from: undefined }),
    'queries.q.from: no source undefined; expected views or orders, or several with what each selects',
  ],
  [query({ from: 'view', select: { n: count() } }), 'queries.q.from: no source "view"; did you mean views?'],
  [from({ order: { select: { n: count() } } }), 'queries.q.from: no source "order"; did you mean orders?'],
  [query({ from: {} }), 'queries.q.from: at least one source is needed'],
  [
    query({ where: 'amount > 0' }),
    'queries.q.where: no such name; expected from, groupBy, window, select, having, top, emit, keep',
  ],
  [from({ orders: { select: {} } }), 'queries.q.from.orders.select: at least one value is needed'],
  [
    from({ orders: { selct: {}, select: { n: count() } } }),
    'queries.q.from.orders.selct: no such name; did you mean select?',
  ],
  [
    from({ orders: { groupBy: ['utm'], select: { orders: count() } } }),
    'queries.q.groupBy: the keys are campaign of views and utm of orders',
  ],
  [
    from({ orders: { groupBy: { campaign: 'amount' }, select: { orders: count() } } }),
    'queries.q.groupBy: campaign is text of views and number of orders',
  ],
  [
    from({ orders: { select: { views: count() } } }),
    'queries.q.from.orders.select.views: another source selects views too',
  ],
  [query({ select: { views: 'orders' } }), 'queries.q.select.views: a source selects views too'],
  [
    query({ select: { n: 'count(*)' } }),
    "queries.q: count(*) aggregates no source's events: it belongs to the select of one, as from.NAME.select",
  ],
])('%j is refused with its place', (change, line) => {
  expect(mistakes(change)).toContain(line);
});
