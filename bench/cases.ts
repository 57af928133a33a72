import { brotliCompressSync, gzipSync } from 'node:zlib';
import { hopping, tumbling } from 'tidemark';
import type { Pipeline } from '../engine/definition/pipeline';
import { batchesOf, pageViewTexts, textTradeTexts, tradeTexts } from './events';
import type { Case } from './measure';
import { decodeOnly, naiveOrders, naivePageViews, naiveTrades, type NaiveHandler } from './naive';
import { nestedTexts } from './nested-events';
import { depsOf, folder, runWindow } from './ours';
import { nestedPipeline, pageViewPipeline, textTradePipeline, tradePipeline } from './pipelines';

type Batches = ReturnType<typeof batchesOf>;

/** Records in a batch: what 6 MB of page views with Lambda's metadata come to. */
const BATCH_RECORDS = 5_000;
/** NDJSON in a batched record, bytes before compression. */
const PACKED_BYTES = 25_000;

interface Schema {
  readonly name: string;
  readonly texts: readonly string[];
  readonly pipeline: Pipeline;
  readonly naive: () => NaiveHandler;
}

/** Makes so many events of a schema. */
type SchemaOf = (events: number) => Schema;

export const pageView: SchemaOf = events => ({
  name: 'page-view',
  texts: pageViewTexts(events),
  pipeline: pageViewPipeline(),
  naive: naivePageViews,
});

export const trade: SchemaOf = events => ({
  name: 'trade',
  texts: tradeTexts(events, 10),
  pipeline: tradePipeline(),
  naive: naiveTrades,
});

export const nested: SchemaOf = events => ({
  name: 'nested',
  texts: nestedTexts(events),
  pipeline: nestedPipeline(),
  naive: naiveOrders,
});

/** What is compared with the floor and the naive handler: the fold, the whole function, and the fold by record format. */
export const SUBJECTS = [
  'handler/strict',
  'function/strict',
  'format/json',
  'format/ndjson',
  'format/gzip',
  'format/brotli',
];

/** The floor, the naive handler, and one of ours. */
export async function handlerCases(schema: Schema, subject: string): Promise<Case[]> {
  const { name, texts, naive } = schema;
  const events = texts.length;
  const batches = single(texts);
  return [
    { id: `floor/${name}`, events, run: () => batches.map(decodeOnly) },
    { id: `handler/naive/${name}`, events, run: () => lastOf(batches.map(naive())) },
    { id: `${subject}/${name}`, events, run: await runOf(schema, subject) },
  ];
}

async function runOf({ pipeline, texts }: Schema, subject: string): Promise<() => unknown> {
  if (subject === 'function/strict') {
    const batches = single(texts);
    return () => runWindow(depsOf(pipeline, 'strict'), batches);
  }
  const fold = await folder(pipeline, subject === 'handler/plain' ? 'plain' : 'strict');
  const batches = batchesOf(recordsOf(texts, subject), BATCH_RECORDS);
  return () => fold(batches);
}

function recordsOf(texts: readonly string[], subject: string): Uint8Array[] {
  switch (subject) {
    case 'format/ndjson':
      return ndjson(texts);
    case 'format/gzip':
      return ndjson(texts).map(record => gzipSync(record));
    case 'format/brotli':
      return ndjson(texts).map(record => brotliCompressSync(record));
    default:
      return texts.map(text => Buffer.from(text));
  }
}

/** Trades, and the same ones with their numbers as text. */
export async function textNumberCases(events: number): Promise<Case[]> {
  const numbers = single(tradeTexts(events, 10));
  const texts = single(textTradeTexts(events, 10));
  const [ofNumbers, ofTexts] = [await folder(tradePipeline(), 'strict'), await folder(textTradePipeline(), 'strict')];
  return [
    { id: 'handler/strict/trade', events, run: () => ofNumbers(numbers) },
    { id: 'handler/strict/text-numbers', events, run: () => ofTexts(texts) },
  ];
}

/** Trades of ten symbols in windows of four shapes. */
export function windowCases(events: number): Promise<Case[]> {
  const batches = single(tradeTexts(events, 10));
  const shapes = {
    tumbling: tumbling('10 seconds'),
    '10s-5s': hopping('10 seconds', '5 seconds'),
    '60s-1s': hopping('1 minute', '1 second'),
    '1h-1s': hopping('1 hour', '1 second'),
  };
  return Promise.all(
    Object.entries(shapes).map(async ([id, window]): Promise<Case> => {
      const strict = await folder(tradePipeline(window), 'strict');
      return { id: `window/${id}`, events, run: () => strict(batches) };
    }),
  );
}

/** Trades of many symbols, all of them and the half that `where` leaves. */
export function whereCases(events: number): Promise<Case[]> {
  const batches = single(tradeTexts(events, 30_000));
  const pipelines = { all: tradePipeline(), half: tradePipeline(undefined, "tradeType = 'BUY'") };
  return Promise.all(
    Object.entries(pipelines).map(async ([id, pipeline]): Promise<Case> => {
      const strict = await folder(pipeline, 'strict');
      return { id: `where/${id}`, events, run: () => strict(batches) };
    }),
  );
}

/** Trades of few and many symbols, in panes that hold several of each. */
export function keyCases(events: number): Promise<Case[]> {
  return Promise.all(
    Object.entries({ 10: 10, '1k': 1_000, '30k': 30_000 }).map(async ([id, symbols]): Promise<Case> => {
      const batches = single(tradeTexts(events, symbols));
      const strict = await folder(tradePipeline(tumbling('1 hour')), 'strict');
      return { id: `keys/${id}`, events, run: () => strict(batches) };
    }),
  );
}

export function single(texts: readonly string[]): Batches {
  return batchesOf(
    texts.map(text => Buffer.from(text)),
    BATCH_RECORDS,
  );
}

function ndjson(texts: readonly string[]): Buffer[] {
  const records: Buffer[] = [];
  let lines: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    lines.push(text);
    bytes += text.length + 1;
    if (bytes < PACKED_BYTES) continue;
    records.push(Buffer.from(lines.join('\n')));
    lines = [];
    bytes = 0;
  }
  if (lines.length > 0) records.push(Buffer.from(lines.join('\n')));
  return records;
}

const lastOf = <T>(all: readonly T[]): T | undefined => all.at(-1);
