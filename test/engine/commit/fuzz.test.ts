import fc from 'fast-check';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  approxDistinct,
  count,
  definePipeline,
  epochMillis,
  first,
  max,
  number,
  quantile,
  session,
  string,
  sum,
  topK,
  tumbling,
} from 'tidemark';
import type { Commit } from '../../../engine/store/chain';
import { commitData } from '../../../engine/commit/commit-data';
import { noCounts } from '../../../engine/store/counts';
import { foldRecords } from '../../../engine/commit/fold-records';
import { emptyProgress, type Progress } from '../../../engine/commit/progress';
import { ENTRY_BYTES_MAX, type SideEntry } from '../../../engine/store/side-entry';
import { IdTimes } from '../../../engine/dedupe/id-times';
import { Seen } from '../../../engine/dedupe/seen';
import { eventId } from '../../../engine/dedupe/event-id';
import { eventQueries } from '../../../engine/definition/pipeline';
import type { StreamRecord } from '../../../engine/ports';
import { BEGIN, padSequenceNumber } from '../../../engine/sequence-number';
import { ITEM_BYTES_LIMIT, itemBytes } from '../../../engine/store/item-size';

const AT_MS = Date.UTC(2026, 0, 1);
/** Whole seconds, so that windows end at the bound. */
const BOUND_MS = AT_MS - 3_000;

const thrower = (thrown: unknown) => (): never => {
  throw thrown;
};

/** What code of a definition may do to an event, by its `k`. */
const BEHAVIOURS: readonly ((event: { readonly k: string }) => unknown)[] = [
  e => e.k,
  e => e.k.length,
  e => e.k.length > 1,
  () => null,
  () => undefined,
  () => NaN,
  () => -0,
  () => '\ud800\u0000',
  () => 10n,
  () => ({}),
  () => Promise.reject(new Error('later')),
  () => Symbol('s'),
  () => BEHAVIOURS,
  () => Object.create(null) as unknown,
  () => new Proxy({}, { get: thrower('trap'), ownKeys: thrower('trap'), getPrototypeOf: thrower('trap') }),
  e => e.k.repeat(600),
  e => delete (e as { k?: string }).k,
  e => ((e as { k: string }).k = 'changed'),
  e => Object.assign(e, { more: 1 }),
  thrower(undefined),
  thrower(new Error('x\u202e'.repeat(1_000))),
  thrower(Object.create(null)),
  thrower({ toString: thrower('again') }),
  thrower(10n),
  function endless(e): unknown {
    return endless(e);
  },
];

/** A sample that a definition is checked with has the first instant of 1970. */
const SAMPLE_MS = 1;

const behave = (event: { readonly k: string; readonly at: number }, salt: number): string | null => {
  if (event.at === SAMPLE_MS) return null;
  let hash = salt;
  for (const character of event.k) hash = (hash * 31 + character.codePointAt(0)!) >>> 0;
  return BEHAVIOURS[hash % BEHAVIOURS.length]!(event) as string;
};

const pipeline = definePipeline({
  name: 'fuzz',
  event: { k: string(), v: number().optional(), at: epochMillis() },
  derive: { a: e => behave(e, 1), b: e => (e.v === null ? null : behave(e, 2)), c: e => behave(e, 3) },
  eventTime: 'at',
  late: { allowed: 0 },
  dedupe: { by: 'c', within: '1 minute' },
  queries: {
    texts: {
      groupBy: ['a', 'k'],
      window: tumbling('1 second'),
      select: { n: count(), top: topK('b', 3), f: first('a'), d: approxDistinct('b') },
    },
    numbers: {
      groupBy: ['c'],
      window: session('1 second'),
      select: { s: sum('v'), m: max('v'), q: quantile('v', 0.5) },
    },
  },
});

const event = fc
  .record(
    {
      k: fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('a', '日', '\u0000'), fc.jsonValue()),
      v: fc.oneof(fc.double(), fc.constant(null), fc.string()),
      at: fc.oneof(
        fc.integer({ min: -6, max: 62 }).map(second => AT_MS + second * 1000),
        fc.anything(),
      ),
    },
    { requiredKeys: ['k', 'at'] },
  )
  .map(value => {
    try {
      return Buffer.from(JSON.stringify(value));
    } catch {
      return Buffer.from('[');
    }
  });

const line = fc.oneof({ weight: 6, arbitrary: event }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) });

const content = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('plain', 'gzip', 'brotli', 'cut'))
  .map(([lines, form]) => {
    const bytes = Buffer.concat(lines.flatMap(one => [one, Buffer.from('\n')]));
    if (form === 'gzip') return gzipSync(bytes);
    if (form === 'brotli') return brotliCompressSync(bytes);
    return form === 'cut' ? gzipSync(bytes).subarray(0, 25) : bytes;
  });

function foldAll(path: 'plain' | 'strict', records: readonly StreamRecord[]): Progress {
  const head = { to: BEGIN, boundMs: BOUND_MS, ordinal: 0, totals: noCounts(), generation: pipeline.generation };
  const seen = new Seen(new IdTimes([[eventId('c', 'a'), AT_MS]]));
  const progress = emptyProgress({ pipeline, path }, 'shard-0', head as Commit, seen);
  for (let folded = 0; folded < records.length;) folded = foldRecords(pipeline, progress, records, folded);
  return progress;
}

test('whatever records hold and whatever a definition does with them, they are folded, counted and can be written', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  await fc.assert(
    fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 6 }), async contents => {
      const records = contents.map((data, i) => ({
        sequenceNumber: padSequenceNumber(`${i + 1}`),
        data,
        arrivalMs: AT_MS,
      }));
      const [plain, strict] = (['plain', 'strict'] as const).map(path => foldAll(path, records)) as [
        Progress,
        Progress,
      ];
      const { counts, entries } = strict;
      for (const { name } of eventQueries(pipeline))
        expect((counts.accepted[name] ?? 0) + (counts.late[name] ?? 0) + counts.quarantined + counts.duplicates).toBe(
          counts.decoded,
        );
      expect(entries.filter(({ kind }) => kind === 'quarantine')).toHaveLength(counts.quarantined);
      const data = commitData(pipeline, strict);
      for (const item of data.items) expect(itemBytes(item)).toBeLessThanOrEqual(ITEM_BYTES_LIMIT);
      const written = data.items.flatMap(item =>
        item['entries'] ? (JSON.parse(item['entries'] as string) as SideEntry[]) : [],
      );
      expect(written).toEqual(entries);
      for (const entry of written) {
        expect(entry.reason).toMatch(/^[^\p{Cc}\p{Cs}\u202e]{1,256}$/u);
        expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThanOrEqual(ENTRY_BYTES_MAX);
      }
      expect(entries).toEqual(plain.entries);
      expect(data.digest).toBe(commitData(pipeline, plain).digest);
      await new Promise(resolve => setImmediate(resolve));
    }),
    { numRuns: 60 },
  );
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
});
