import { alternativesTo } from '../../cost/alternatives';
import { type BillLine, billOf, streamLines, total } from '../../cost/bill';
import { readPrices } from '../../cost/prices';
import { ingestOf, queryLoads, type Workload } from '../../cost/workload';
import {
  avg,
  count,
  definePipeline,
  epochMillis,
  hopping,
  number,
  session,
  sma,
  string,
  tumbling,
} from '../../engine/index';

const pipeline = definePipeline({
  name: 'trades',
  event: { symbol: string(), at: epochMillis(), price: number() },
  eventTime: 'at',
  partitionBy: 'symbol',
  watermark: { outOfOrderness: 0 },
  commitEvery: '10 seconds',
  queries: {
    prices: {
      groupBy: ['symbol'],
      window: hopping('10 seconds', '5 seconds'),
      select: { price: avg('price'), n: count() },
    },
    trend: { over: 'prices', select: { sma: sma('price', 3) } },
  },
});
const workload: Workload = {
  pipeline,
  eventsPerSecond: 1000,
  eventBytes: 92,
  keys: 10,
  format: 'json',
  mode: 'provisioned',
  peak: 1,
};
const prices = readPrices();
const dollarsOf = (lines: readonly BillLine[], what: string): number =>
  total(lines.filter(line => line.what.startsWith(what)));

/** Page views of a site, with visits, and what is counted of these each hour. */
function siteWith(queries: object): Workload {
  const site = definePipeline({
    name: 'site',
    event: { visitor: string(), path: string(), at: epochMillis() },
    eventTime: 'at',
    partitionBy: 'visitor',
    commitEvery: '5 seconds',
    queries: { views: { groupBy: ['path'], window: tumbling('1 minute'), select: { n: count() } }, ...queries },
  });
  return { ...workload, pipeline: site, eventBytes: 252, keys: 10_000, format: 'gzip', peak: 2 };
}
const VISITS = {
  groupBy: ['visitor'],
  window: session('30 minutes'),
  select: { pages: count(), entry: 'first_value(path)' },
};
const HOURLY = { over: 'visits', window: tumbling('1 hour'), select: { visits: count(), longest: 'max(duration)' } };

describe('sessions', () => {
  const dynamo = (queries: object, what: string): number =>
    dollarsOf(
      billOf(siteWith(queries), prices).filter(({ service }) => service === 'DynamoDB'),
      what,
    );

  it('are written again in each epoch that closes some of their block', () => {
    // 10,000 visitors in half an hour close 28 sessions in each epoch of 5 s, each in an item of its own of 64.
    const [load] = queryLoads(siteWith({ visits: VISITS }), ingestOf(siteWith({ visits: VISITS }))).slice(1);
    expect(load!.resultsPerSecond).toBeCloseTo(10_000 / 1_800, 9);
    const itemsPerMonth = (10_000 / 1_800) * 730 * 3_600;
    const more = dynamo({ visits: VISITS }, 'writes') - dynamo({}, 'writes');
    expect(more).toBeGreaterThan((itemsPerMonth / 1e6) * prices.dynamodb.millionWrites);
  });

  it('are counted each hour for less than a twentieth of the bill', () => {
    const before = total(billOf(siteWith({ visits: VISITS }), prices));
    const more = total(billOf(siteWith({ visits: VISITS, hourly: HOURLY }), prices)) - before;
    expect(more).toBeGreaterThan(0);
    expect(more / before).toBeLessThan(0.05);
  });
});

describe('keys', () => {
  const loads = (keysOf: Workload['keysOf'], queries: object = { visits: VISITS }) => {
    const site = { ...siteWith(queries), keys: 100, ...(keysOf && { keysOf }) };
    return Object.fromEntries(queryLoads(site, ingestOf(site)).map(load => [load.name, load]));
  };

  it('of a query with a number of its own are that many, and those of others stay', () => {
    const [usual, own] = [loads(undefined), loads({ visits: 9_000 })];
    expect(own['visits']!.resultsPerSecond).toBeCloseTo(90 * usual['visits']!.resultsPerSecond, 9);
    expect(own['visits']!.blockBytes).toBe(90 * usual['visits']!.blockBytes);
    expect(own['views']).toEqual(usual['views']);
  });

  it('are one where a query has none, over events as over results', () => {
    const all = { window: tumbling('1 minute'), select: { n: count() } };
    const { total: ofEvents, hourly } = loads(undefined, { total: all, visits: VISITS, hourly: HOURLY });
    expect([ofEvents!.resultsPerSecond, hourly!.resultsPerSecond]).toEqual([1 / 60, 1 / 3_600]);
    expect(ofEvents!.partialBytes).toBeLessThan(100);
  });
});

describe('results that are kept for a while', () => {
  const dynamo = (keep: object, what: string): number => {
    const queries = { prices: { groupBy: ['path'], window: tumbling('10 seconds'), select: { n: count() }, ...keep } };
    return dollarsOf(billOf(siteWith(queries), prices), what) - dollarsOf(billOf(siteWith({}), prices), what);
  };

  it('cost their deletes, a write for each, and are stored as long as they are kept', () => {
    const itemsPerMonth = (64 / 10) * 730 * 3_600;
    const deletes = dynamo({ keep: '7.3 days' }, 'writes') - dynamo({}, 'writes');
    expect(deletes / prices.dynamodb.millionWrites).toBeGreaterThanOrEqual(itemsPerMonth / 1e6);
    expect(deletes).toBeLessThan(dynamo({}, 'writes'));
    const stored = (keep: object): number => dynamo(keep, 'results of one month');
    expect(stored({ keep: '73 hours' })).toBeCloseTo(stored({}) / 10, 9);
    expect(stored({ keep: '90 days' })).toBeCloseTo(stored({}), 9);
  });
});

describe('the size of a workload', () => {
  it.each([
    ['records: 2,500/s of one event, a shard takes 1,000', { eventsPerSecond: 2_500 }, 3],
    [
      'bytes: 500/s of 5,000 B at twice the mean are 4.8 MiB/s',
      { eventsPerSecond: 500, eventBytes: 5_000, peak: 2 },
      5,
    ],
    ['the consumer: 144,715 events/s each', { eventsPerSecond: 300_000, format: 'gzip' as const }, 4],
    ['a little: one', { eventsPerSecond: 1 }, 1],
  ])('takes as many shards as the scarcest resource needs: %s', (_, changed, shards) => {
    expect(ingestOf({ ...workload, ...changed }).shards).toBe(shards);
  });

  it('packs events into records of 25 KB, of which the slowest shard still sends one a second', () => {
    // 25,600 B / 100 B = 256 events a record: 1,000 events/s are 3.9 records/s.
    expect(ingestOf({ ...workload, format: 'ndjson', eventBytes: 100 }).recordsPerSecond).toBeCloseTo(1000 / 256, 9);
    expect(ingestOf({ ...workload, format: 'ndjson', eventsPerSecond: 10 }).recordsPerSecond).toBe(1);
  });

  it('counts the results of every query: keys times windows', () => {
    const loads = queryLoads(workload, ingestOf(workload));
    expect(
      loads.map(({ name, resultsPerSecond, windowsPerSecond }) => [name, resultsPerSecond, windowsPerSecond]),
    ).toEqual([
      ['prices', 2, 0.2],
      ['trend', 2, 0.2],
    ]);
  });

  it('counts a merge for each pane of a window in which the key has an event', () => {
    const merges = (changed: object) => {
      const load = queryLoads({ ...workload, ...changed }, ingestOf(workload))[0]!;
      return load.mergesPerSecond / load.resultsPerSecond;
    };
    expect(merges({})).toBe(2); // 10 s every 5 s
    expect(merges({ eventsPerSecond: 0.1 })).toBe(1);
  });
});

describe('the bill', () => {
  /*
   * A month is 730 h = 2,628,000 s. One event a record: 1e9 events at 1,000/s are 277.8 shard-hours at $0.015 = $4.17, and 1e9
   * PUT units at $0.014 a million = $14.
   */
  it('for ingest of a billion events is $18.17 with one event a record', () => {
    const lines = streamLines('source', 'provisioned', ingestOf(workload), 1, prices);
    expect(total(lines) / 2.628).toBeCloseTo(18.17, 2);
  });

  /* 1,500 B are billed as 2 KB: 100/s * 2,628,000 s * 2,048 B = 538.2 GB in at $0.08, and 394.2 GB out at $0.04 to each of 2. */
  it('for a stream on demand rounds each record up to 1 KB', () => {
    const load = { recordsPerSecond: 100, recordBytes: 1_500, bytesPerSecond: 150_000, shards: 1 };
    const lines = streamLines('source', 'on-demand', load, 2, prices);
    expect(lines.map(({ dollars }) => Number(dollars.toFixed(2)))).toEqual([29.2, 43.06, 31.54]);
  });

  /*
   * Each 10 s: one commit of 1 KB, a partial of 10 keys * 2 panes * (4 + 12 + 18) B = 1 KB put and later deleted: 3 writes; an epoch
   * of 3; two windows of each query, one item of 1 KB each: 4. (3 + 3 + 4) / 10 s * 2,628,000 s = 2.628 million at $0.625.
   */
  it('counts a write for each started KB of each item', () => {
    expect(dollarsOf(billOf(workload, prices), 'writes')).toBeCloseTo(1.6425, 4);
  });

  it('grows with the events only where they are paid for', () => {
    const [one, ten] = [workload, { ...workload, eventsPerSecond: 10_000 }].map(each =>
      billOf({ ...each, format: 'gzip' }, prices),
    );
    expect(dollarsOf(ten!, 'writes')).toBe(dollarsOf(one!, 'writes'));
    expect(dollarsOf(ten!, 'aggregate, duration')).toBeGreaterThan(dollarsOf(one!, 'aggregate, duration'));
  });
});

describe('the alternatives', () => {
  const [flink, msk, updates] = alternativesTo(workload, prices);

  /* 92 kB/s are one KPU, and one for the application: 2 * 730 h * $0.11 = $160.60; 50 GB * $0.10 = $5. */
  it('charge Flink by the KPU and one for the application', () => {
    expect(total(flink!.lines.filter(line => line.service === 'Flink'))).toBeCloseTo(165.6, 6);
  });

  /* 730 h * $0.75; 2 workers * 730 h * (2 * $0.0526 + 8 * $0.0058). */
  it('charge Spark by workers that are always on', () => {
    expect(dollarsOf(msk!.lines, 'serverless')).toBeCloseTo(547.5, 6);
    expect(total(msk!.lines.filter(line => line.service === 'EMR'))).toBeCloseTo(221.336, 6);
  });

  /* Two windows hold each event: 1,000/s * 2 * 2,628,000 s = 5,256 million at $0.625. */
  it('charge an update for each window of each event', () => {
    expect(dollarsOf(updates!.lines, 'updates')).toBeCloseTo(3285, 6);
  });
});

test('a source stream that is there anyway is on no bill, ours or another, nor is the delivery of its events', () => {
  const prices = readPrices();
  const existing: Workload = { ...workload, source: 'existing' };
  const named = (lines: readonly BillLine[]): string[] => lines.map(({ what }) => what);
  const left = named(billOf(workload, prices)).filter(what => !named(billOf(existing, prices)).includes(what));
  expect(left).toEqual(['source stream, shards', 'source stream, PUT units of 25 KB', 'raw events']);
  for (const { lines } of alternativesTo(existing, prices)) expect(named(lines).join()).not.toContain('source stream');
});
