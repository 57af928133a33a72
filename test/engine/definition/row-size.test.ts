import {
  approxDistinct,
  avg,
  count,
  definePipeline,
  epochMillis,
  first,
  last,
  max,
  number,
  quantile,
  session,
  stddev,
  string,
  topK,
} from 'tidemark';
import { BEGIN, padSequenceNumber } from '../../../engine/sequence-number';
import { commitData } from '../../../engine/commit/commit-data';
import { foldRecords } from '../../../engine/commit/fold-records';
import { emptyProgress } from '../../../engine/commit/progress';
import type { Aggregate } from '../../../engine/definition/aggregates';

import { eventQueries } from '../../../engine/definition/pipeline';
import { ROW_BYTES_MAX, rowBytesMax, KEPT_TEXT_MAX } from '../../../engine/definition/row-size';
import { ITEM_BYTES_LIMIT, itemBytes } from '../../../engine/store/item-size';

const AT_MS = Date.UTC(2026, 0, 1);
const pipelineOf = (select: Record<string, Aggregate<'t' | 'v'>>) =>
  definePipeline({
    name: 'rows',
    event: { k: string(), t: string(), v: number(), at: epochMillis() },
    eventTime: 'at',
    queries: { q: { groupBy: ['k'], window: session('1 minute'), select } },
  });

const quantiles = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`q${i}`, quantile('v', i / 24)]));

test('the largest row that a definition may have fits an item, and comes near its bound', () => {
  const pipeline = pipelineOf({
    top: topK('t', 20),
    f: first('t'),
    l: last('t'),
    n: count(),
    d: approxDistinct('t'),
    a: avg('v'),
    sd: stddev('v'),
    m: max('v'),
    ...quantiles(6),
  });
  const k = '\u0001'.repeat(KEPT_TEXT_MAX);
  const lines = Array.from({ length: 9_000 }, (_, i) =>
    JSON.stringify({
      k,
      t: `日`.repeat(KEPT_TEXT_MAX - 4) + String(i % 200).padStart(4, '0'),
      v: (i % 2 ? 1 : -1) * 1.02 ** (i / 4),
      at: AT_MS + i,
    }),
  );
  const progress = emptyProgress({ pipeline }, 'shard-0', undefined, null);
  const records = [];
  for (let i = 0; i < lines.length; i += 3_000)
    records.push({
      sequenceNumber: padSequenceNumber(`4${BEGIN.slice(0, 55 - 3)}${i / 3_000}`.slice(0, 56)),
      data: Buffer.from(lines.slice(i, i + 3_000).join('\n')),
      arrivalMs: AT_MS + 10_000,
    });
  for (let folded = 0; folded < records.length;) folded = foldRecords(pipeline, progress, records, folded);
  expect(progress.counts.quarantined).toBe(0);
  const [item] = commitData(pipeline, progress).items;
  const bytes = (item!['rows'] as Uint8Array).length;
  expect(bytes).toBeLessThanOrEqual(rowBytesMax(eventQueries(pipeline)[0]!, pipeline.scope));
  expect(bytes).toBeGreaterThan(0.65 * ROW_BYTES_MAX);
  expect(itemBytes(item!)).toBeLessThan(ITEM_BYTES_LIMIT);
});

test('a count that is exact up to the most values fits a row beside keys, and two of them do not', () => {
  const exact = (field: 't' | 'v') => approxDistinct(field, { exactUpTo: 48_000 });
  const [query] = eventQueries(pipelineOf({ n: count(), d: exact('t') }));
  const rows = rowBytesMax(query!, {});
  expect(rows).toBeGreaterThan(48_000 * 8);
  expect(rows).toBeLessThanOrEqual(ROW_BYTES_MAX);
  expect(() => pipelineOf({ d: exact('t'), e: exact('v') })).toThrow(
    /queries\.q\.select: a row may take 77\d{4} bytes, more than the 399360 that are stored together; give topK, quantile and what is exact up to many values queries of their own/,
  );
});

test('a definition whose rows may be larger is refused', () => {
  expect(() => pipelineOf({ top: topK('t', 20), ...quantiles(12) })).toThrow(
    /queries\.q\.select: a row may take \d+ bytes, more than the 399360 that are stored together/,
  );
});
