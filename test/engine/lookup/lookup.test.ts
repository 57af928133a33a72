import { count, definePipeline, epochMillis, max, number, string, sum, table, tumbling } from 'tidemark';
import { audit } from '../../../engine/audit/audit';
import type { ExpressionText } from '../../../engine/definition/pipeline-input';
import type { Pipeline } from '../../../engine/definition/pipeline';
import { readHead } from '../../../engine/store/chain';
import { MemoryLookups } from '../../support/memory-lookups';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

const FILE = 'ad,campaign,price\na,red,1\nb,red,2\nc,blue,';

function clicks(where: ExpressionText = 'ad is not null'): Pipeline {
  return definePipeline({
    name: 'clicks',
    event: { ad: string(), at: epochMillis(), n: number().optional() },
    lookups: {
      ads: table({
        file: './ads.csv',
        key: 'ad',
        columns: { ad: string(), campaign: string(), price: number().optional() },
      }),
    },
    derive: { campaign: 'lookup(ads, ad).campaign' },
    eventTime: 'at',
    late: { allowed: 0 },
    watermark: { outOfOrderness: 0 },
    queries: {
      by_campaign: {
        where,
        groupBy: ['campaign'],
        window: tumbling('10 seconds'),
        select: {
          clicks: count(),
          spent: sum('lookup(ads, lower(ad)).price * coalesce(n, 1)'),
          dearest: max('lookup(ads, ad).price'),
        },
      },
    },
  });
}

const rigOf = (pipeline: Pipeline): { readonly rig: Rig; readonly lookups: MemoryLookups } => {
  const lookups = new MemoryLookups(pipeline.lookups, 'ads', FILE);
  return { rig: new Rig(pipeline, new MemorySource(), lookups), lookups };
};

const values = (rig: Rig): unknown[] => rig.latest().map(({ key, values }) => ({ ...key, ...values }));

test('events take columns of the row under their key, and nulls where there is none', async () => {
  const { rig } = rigOf(clicks());
  const at = rig.nowMs;
  const events = ['a', 'b', 'b', 'c', 'x'].map(ad => ({ ad, at, n: 2 }));
  await rig.aggregate([rig.put(events)]);
  await rig.finalize({ endOfInput: true });
  expect(values(rig)).toEqual([
    { campaign: 'blue', clicks: 1, spent: null, dearest: null },
    { campaign: 'red', clicks: 3, spent: 10, dearest: 2 },
    { campaign: null, clicks: 1, spent: null, dearest: null },
  ]);
});

test('a condition may look up', async () => {
  const { rig } = rigOf(clicks('lookup(ads, ad).price > 1'));
  await rig.aggregate([rig.put(['a', 'b', 'c', 'x'].map(ad => ({ ad, at: rig.nowMs })))]);
  await rig.finalize({ endOfInput: true });
  expect(values(rig)).toEqual([{ campaign: 'red', clicks: 1, spent: 2, dearest: 2 }]);
  expect((await readHead(rig.state, 'shard-0'))!.counts.filtered).toEqual({ by_campaign: 3 });
});

describe('a table that changes within a window', () => {
  async function changed(): Promise<{ readonly rig: Rig; readonly lookups: MemoryLookups }> {
    const { rig, lookups } = rigOf(clicks());
    const [first, second, third] = [1, 2, 3].map(() => rig.put([{ ad: 'a', at: rig.nowMs }]));
    const state = await rig.fold([first!], undefined);
    expect(state).toMatchObject({ lookups: { ads: '1' } });
    lookups.put('ad,campaign,price\na,green,5');
    await rig.aggregate([second!], 'shard-0', state);
    await rig.aggregate([third!]);
    await rig.finalize({ endOfInput: true });
    return { rig, lookups };
  }

  it('judges the events that are folded after it, and no others', async () => {
    const { rig } = await changed();
    expect(values(rig)).toEqual([
      { campaign: 'green', clicks: 2, spent: 10, dearest: 5 },
      { campaign: 'red', clicks: 1, spent: 1, dearest: 1 },
    ]);
  });

  it('stands in the commit of the range that it judged', async () => {
    const { rig } = await changed();
    const commits = await rig.state.query('C#shard-0');
    expect(commits.map(commit => [commit['ordinal'], commit['lookups']])).toEqual([
      [1, { ads: '1' }],
      [2, { ads: '2' }],
      [3, { ads: '2' }],
    ]);
  });

  it('is audited by the versions in the commits, as long as they are kept', async () => {
    const { rig, lookups } = await changed();
    const auditOf = async () => {
      const found = await audit({
        pipeline: rig.pipeline,
        source: rig.source,
        state: rig.state,
        clock: rig.clock,
        lookups,
      });
      return { agrees: found.agrees, ...found.shards[0]!.commits };
    };
    expect(await auditOf()).toEqual({ agrees: true, recomputed: 3, counted: 0, expired: 0 });
    lookups.forget();
    expect(await auditOf()).toEqual({ agrees: true, recomputed: 2, counted: 1, expired: 0 });
  });
});

test('a table that was never read keeps the batch for a retry', async () => {
  const pipeline = clicks();
  const lookups = { current: () => Promise.reject(new Error('no such object')), at: () => Promise.resolve(undefined) };
  const rig = new Rig(pipeline, new MemorySource(), lookups);
  const record = rig.put([{ ad: 'a', at: rig.nowMs }]);
  await expect(rig.aggregate([record])).rejects.toThrow('no such object');
  expect(await readHead(rig.state, 'shard-0')).toBeUndefined();
});

describe('what an id is made of', () => {
  const idOf = (lookups: object, derive: Record<string, string>): string =>
    definePipeline({
      name: 'p',
      event: { ad: string(), at: epochMillis() },
      lookups: lookups as never,
      derive,
      eventTime: 'at',
      queries: { q: { groupBy: ['c'] as never, window: tumbling(1000), select: { n: count() } } },
    }).queries[0]!.id;
  const columns = { ad: string(), c: string(), d: string() };
  const ads = table({ file: 'a.csv', key: 'ad', columns });
  const base = idOf({ ads }, { c: 'lookup(ads, ad).c' });

  it.each([
    ['where the rows come from', table({ s3: 's3://bucket/a.json', key: 'ad', columns, refresh: '1 minute' })],
    ['columns that nothing reads', table({ file: 'a.csv', key: 'ad', columns: { ...columns, e: number() } })],
  ])('not %s', (_, other) => expect(idOf({ ads: other }, { c: 'lookup(ads, ad).c' })).toBe(base));

  it.each<[string, object, string]>([
    ['the column', { ads }, 'lookup(ads, ad).d'],
    ['the key', { ads }, 'lookup(ads, upper(ad)).c'],
    ['the table', { ads, others: ads }, 'lookup(others, ad).c'],
    [
      'how the column is read',
      { ads: table({ file: 'a.csv', key: 'ad', columns: { ...columns, c: string({ at: 'x' }) } }) },
      'lookup(ads, ad).c',
    ],
  ])('%s', (_, lookups, text) => expect(idOf(lookups, { c: text })).not.toBe(base));

  it('not what a derived key is called', () => {
    const id = (name: string): string => idOf({ ads }, { [name]: 'upper(ad)', c: `lookup(ads, ${name}).c` });
    expect(id('up')).toBe(id('above'));
  });
});
