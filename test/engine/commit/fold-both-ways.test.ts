import fc from 'fast-check';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  approxDistinct,
  avg,
  boolAnd,
  boolean,
  boolOr,
  corr,
  count,
  covarPop,
  covarSamp,
  definePipeline,
  epochMillis,
  first,
  hopping,
  integer,
  isoTime,
  last,
  max,
  maxBy,
  min,
  minBy,
  number,
  quantile,
  session,
  stddev,
  stddevSamp,
  string,
  sum,
  topK,
  tumbling,
  varPop,
  varSamp,
} from 'tidemark';
import { mutate } from '../../../bench/mutate';
import { aggregateFunctions } from '../../../engine/accumulators/index';
import { aggregate } from '../../../engine/aggregate/aggregate';
import type { WindowState } from '../../../engine/commit/window-state';
import { eventQueries, type Pipeline } from '../../../engine/definition/pipeline';
import type { StreamRecord } from '../../../engine/ports';
import { seededRandom } from '../../../producer/random';
import { MemorySource } from '../../support/memory-source';
import { MemoryTable } from '../../support/memory-table';

const ARRIVAL_MS = Date.UTC(2026, 0, 1);

const pipeline = definePipeline({
  name: 'both-ways',
  event: {
    at: epochMillis(),
    name: string(),
    'naïve "key"': string().optional(),
    n: number().optional(),
    i: integer().optional(),
    ok: boolean().optional(),
    iso: isoTime().optional(),
  },
  derive: {
    upper: e => e.name.toUpperCase(),
    half: 'n / 2',
    sign: e => String(e.ok),
    big: 'n > 9',
  },
  eventTime: 'at',
  late: { allowed: '1 second' },
  queries: {
    byName: {
      groupBy: ['name'],
      window: hopping('10 seconds', '5 seconds'),
      select: {
        n: count(),
        some: count('n'),
        sum: sum('n'),
        avg: avg('i'),
        min: min('n'),
        max: max('n'),
        sd: stddev('n'),
      },
    },
    byUpper: {
      groupBy: ['upper'],
      window: tumbling('1 second'),
      select: { d: approxDistinct('name'), h: avg('half') },
    },
    byBoth: {
      groupBy: ['i', 'ok', 'sign'],
      window: session('2 seconds', { maxDuration: '1 minute' }),
      select: {
        f: first('name'),
        l: last('naïve "key"'),
        fn: first('n', { nulls: 'respect' }),
        ln: last('naïve "key"', { nulls: 'respect' }),
        lf: 'last_value(ok) respect nulls filter (where i > 0)',
        top: topK('upper', 3),
        q: quantile('n', 0.5),
        d: approxDistinct('n'),
      },
    },
    all: {
      window: tumbling('1 hour'),
      select: {
        n: count(),
        d: approxDistinct('upper'),
        few: approxDistinct('n', { exactUpTo: 16 }),
        many: 'count(distinct name, 1000)',
        first: first('upper', { nulls: 'respect' }),
      },
    },
    ofTwo: {
      window: tumbling('5 seconds'),
      select: {
        products: sum('n * i'),
        halves: sum('half * half'),
        minBy: minBy('naïve "key"', 'n'),
        maxBy: maxBy('sign', 'name'),
        covar: covarPop('n', 'i'),
        covarSamp: covarSamp('half', 'n'),
        corr: corr('i', 'half'),
        top: topK('i', 2),
        tops: topK('ok', 2),
      },
    },
    others: {
      groupBy: ['ok'],
      window: tumbling('10 seconds'),
      select: {
        min: min('name'),
        max: max('naïve "key"'),
        least: min('half'),
        most: max('at'),
        varPop: varPop('n'),
        varSamp: varSamp('half'),
        sd: stddevSamp('i'),
        all: boolAnd('ok'),
        any: boolOr('big'),
      },
    },
  },
});

const byArrival = definePipeline({
  name: 'by-arrival',
  event: { at: epochMillis().optional(), name: string(), n: number().optional() },
  derive: { delay: 'epoch(arrival_time) - epoch(at)' },
  eventTime: 'case when n < 0 then null else coalesce(at, arrival_time) end',
  queries: {
    byName: {
      groupBy: { minute: 'floor(arrival_time to minute)', name: 'name' },
      window: tumbling('10 seconds'),
      select: { last: max('arrival_time'), delay: avg('delay'), known: 'count(*) filter (where at < arrival_time)' },
    },
  },
});

test('every aggregate is folded both ways here', () => {
  const kinds = eventQueries(pipeline).flatMap(({ aggregates }) => Object.values(aggregates).map(({ kind }) => kind));
  expect([...new Set(kinds)].sort()).toEqual(aggregateFunctions.map(({ kind }) => kind).sort());
});

const event = fc.record(
  {
    at: fc.oneof(fc.integer({ min: ARRIVAL_MS - 30_000, max: ARRIVAL_MS + 61_000 }), fc.double(), fc.constant(null)),
    name: fc.oneof(fc.constantFrom('a', 'b', 'ß', '😀', 'x'.repeat(513)), fc.string({ unit: 'binary' }), fc.integer()),
    'naïve "key"': fc.oneof(fc.string(), fc.constant(null)),
    n: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0, 1e300, 0.1, null), fc.float()),
    i: fc.oneof(fc.maxSafeInteger(), fc.double()),
    ok: fc.oneof(fc.boolean(), fc.constant('true')),
    iso: fc.oneof(
      fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
      fc.string(),
    ),
    other: fc.jsonValue({ maxDepth: 4 }),
  },
  { requiredKeys: ['at', 'name'] },
);

const good = fc.record(
  {
    at: fc.integer({ min: ARRIVAL_MS - 30_000, max: ARRIVAL_MS }),
    name: fc.constantFrom('a', 'b', 'ß', '😀', ''),
    n: fc.oneof(fc.integer(), fc.constantFrom(-0, 0, 1.5, 158.84), fc.double({ noNaN: true, noDefaultInfinity: true })),
    i: fc.integer(),
    ok: fc.boolean(),
  },
  { requiredKeys: ['at', 'name'] },
);

const line = fc.tuple(fc.oneof(good, good, event), fc.option(fc.integer(), { freq: 3 })).map(([value, seed]) => {
  const text = Buffer.from(JSON.stringify(value));
  return seed === null ? text : mutate(text, seededRandom(seed));
});

const record = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('plain', 'base64', 'gzip', 'brotli'))
  .map(([lines, form]) => ({ bytes: Buffer.concat(lines.flatMap(one => [one, Buffer.from('\n')])), form }));

/** Two invocations and a commit: the state between them, and what the table holds in the end. */
async function run(
  pipeline: Pipeline,
  path: 'plain' | 'strict',
  source: MemorySource,
  records: readonly StreamRecord[],
): Promise<unknown> {
  const table = new MemoryTable();
  const deps = { pipeline, path, source, state: table, clock: { now: () => 0, sleep: () => Promise.resolve() } };
  const half = records.length >> 1;
  const states: WindowState[] = [];
  let state: WindowState = {};
  for (const [part, isFinal] of [
    [records.slice(0, half), false],
    [records.slice(half), true],
  ] as const) {
    const invocation = { shardId: 'shard-0', records: part, window: { startMs: 0, endMs: 1 }, state, isFinal };
    ({ state } = await aggregate(invocation, deps));
    states.push(state);
  }
  return { states, items: [...table.items] };
}

test.each([
  ['a field', pipeline],
  ['an expression', byArrival],
])(
  'both ways give the same state, partials, quarantine and commit, to the bit, where event time is %s',
  async (_, pipeline) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(record, fc.nat(200_000)), { minLength: 1, maxLength: 8 }), async contents => {
        const source = new MemorySource();
        const records = contents.map(([{ bytes, form }, afterMs]) => {
          const data = form === 'gzip' ? gzipSync(bytes) : form === 'brotli' ? brotliCompressSync(bytes) : bytes;
          const stored = source.put('shard-0', data, ARRIVAL_MS + afterMs);
          return form === 'base64' ? { ...stored, base64: data.toString('base64') } : stored;
        });
        expect(await run(pipeline, 'strict', source, records)).toStrictEqual(
          await run(pipeline, 'plain', source, records),
        );
      }),
      { numRuns: 400 },
    );
  },
);
