import {
  atr,
  bollinger,
  definePipeline,
  ema,
  epochMillis,
  epochSeconds,
  integer,
  isoTime,
  lag,
  number,
  type QueryInput,
  rsi,
  sma,
  string,
  table,
  value,
} from '../../engine/index';
import { cascadeInput, fitting } from './language/cascade';
import { inputOf, type Meaning, type Stage } from './language/query';
import { queriesOf, type SeveralStreams, SHARED, sharedInput, STREAMS } from './language/several';
import type { Random } from './random';
import type { SourcesInput } from '../../engine/definition/check-sources';
import { oddly } from './strange-values';

/** How the event time is written in an event. */
export type TimeFormat = 'millis' | 'seconds' | 'iso';

export type Schema = 'first' | 'withY' | 'xRequired' | 'nNumber';
type Settings = ReturnType<typeof drawSettings>;

/** What is selected along the windows beside the averages. */
export type Along = 'lag' | 'rsi' | 'rsi alone' | 'atr' | 'judged';

/** A definition before it is built. */
export interface Sketch extends Meaning {
  readonly settings: Settings;
  readonly schema: Schema;
  /** Moving averages over the windows of a query. */
  readonly averages?: { readonly over: string; readonly n: number; readonly along: Along };
  /** Where the run has several streams. */
  readonly several?: SeveralStreams;
  /** How long results are kept, ms, by query; of others for ever. */
  readonly keep?: Readonly<Record<string, number>>;
}

export function withoutDedupe(sketch: Sketch): Sketch {
  const { dedupe: _, ...settings } = sketch.settings;
  return { ...sketch, settings };
}

export function withDedupe(sketch: Sketch, random: Random): Sketch {
  return { ...sketch, settings: { ...sketch.settings, ...dedupeOf(random) } };
}

const dedupeOf = (random: Random) => ({
  dedupe: { by: 'id' as const, within: random.pick([1_000, 10_000, 120_000]) },
});

export function drawSettings(random: Random, mustDedupe?: boolean) {
  return {
    ...((mustDedupe ?? random.chance(0.4)) ? dedupeOf(random) : {}),
    watermark: {
      outOfOrderness: random.pick([0, 1_000, 3_000, 10_000]),
      idleTimeout: random.pick([5_000, 20_000, 60_000]),
      maxFutureSkew: random.pick([0, 2_000, 60_000]),
    },
    late: { allowed: random.pick([0, 0, 2_000, 10_000, 60_000, 3_600_000]) },
    commitEvery: random.pick([1_000, 2_000, 5_000, 10_000, 15_000]),
  };
}

export function build(sketch: Sketch, timeFormat: TimeFormat): Stage {
  const { settings, schema, averages, derived, accept, time, queries, looksUp, several } = sketch;
  const cascades = fitting(sketch.cascades ?? [], several ? { ...queries, [SHARED]: several.shared } : queries);
  const at = { millis: epochMillis(), seconds: epochSeconds(), iso: isoTime() }[timeFormat];
  const base = {
    at: (time?.isAtOptional ? at.optional() : at) as typeof at,
    k: string(),
    g: string().optional(),
    n: integer(),
    x: number().optional(),
    id: string().optional(),
  };
  const event = {
    first: base,
    withY: { ...base, y: integer().optional() },
    xRequired: { ...base, x: number() },
    nNumber: { ...base, n: number() },
  }[schema] as typeof base;
  const inputs = Object.entries(queries).map(([name, query]) => [name, inputOf(query)] as const);
  const events = {
    event,
    derive: {
      bucket: oddly(0, ({ n }: { readonly n: number }) => `b${n % 3}`),
      score: oddly(1, ({ n }: { readonly n: number }) => (n % 7) / 4),
      ...Object.fromEntries(derived.map(({ name, expr }) => [name, expr.sql])),
    },
    eventTime: (time?.sql ?? 'at') as 'at',
  };
  const accepting = accept && { source: { accept: accept.sql } };
  const { late, commitEvery, dedupe, watermark } = settings;
  const common = { name: 'simulated', ...(looksUp && { lookups: { labels: LABELS } }), late, commitEvery };
  const over = {
    ...Object.fromEntries(cascades.map(cascade => [cascade.name, cascadeInput(cascade)])),
    ...(averages ? { averaged: averaged(averages) } : {}),
  };
  const meaning = { derived, queries, cascades, ...(accept && { accept }), ...(time && { time }) };
  if (!several) {
    const asked = { ...(Object.fromEntries(inputs) as Record<string, QueryInput<'k'>>), ...over };
    const own = { ...accepting, ...(dedupe && { dedupe }), watermark };
    return { ...definePipeline({ ...common, ...events, ...own, queries: keeping(sketch.keep, asked) }), meaning };
  }
  const own = {
    a: { ...accepting, ...(dedupe && { dedupe }), watermark },
    b: { ...(dedupe && { dedupe: { ...dedupe, within: several.b.within } }), watermark: several.b.watermark },
  };
  const asked = {
    ...Object.fromEntries(inputs.map(([name, query]) => [name, { ...query, from: several.from[name]! }])),
    [SHARED]: sharedInput(several.shared),
    ...over,
  };
  const pipeline = definePipeline({
    ...common,
    sources: { a: { ...events, ...own.a }, b: { ...events, ...own.b } } as unknown as SourcesInput['sources'],
    queries: keeping(sketch.keep, asked) as SourcesInput['queries'],
  });
  const streams = STREAMS.map(stream => {
    const { outOfOrderness, idleTimeout, maxFutureSkew } = own[stream].watermark;
    const view: Stage = {
      ...pipeline.sources![stream]!,
      watermark: { outOfOrdernessMs: outOfOrderness, idleTimeoutMs: idleTimeout, maxFutureSkewMs: maxFutureSkew },
      dedupe: own[stream].dedupe && { by: 'id', withinMs: own[stream].dedupe.within },
      meaning: {
        ...meaning,
        ...(stream === 'b' && { accept: undefined }),
        queries: queriesOf(stream, queries, several),
      } as Stage['meaning'],
    };
    return [stream, view] as const;
  });
  return {
    ...pipeline,
    meaning: { ...meaning, queries: { ...queries, [SHARED]: several.shared } },
    streams: Object.fromEntries(streams),
  };
}

const keeping = <Q extends object>(keep: Sketch['keep'] = {}, queries: Record<string, Q>): Record<string, Q> =>
  Object.fromEntries(
    Object.entries(queries).map(([name, query]) => [name, { ...query, ...(name in keep && { keep: keep[name] }) }]),
  );

const LABELS = table({
  s3: 's3://tables/labels.csv',
  key: 'n',
  columns: { n: integer(), label: string().optional(), weight: number().optional() },
  refresh: '10 seconds',
});

const EVENTS = { high: 'events', low: 'events', close: 'events' };

/** An RSI that stands alone often stays as it is where what it goes on from does not. */
const averaged = ({ over, n, along }: NonNullable<Sketch['averages']>) => ({
  over,
  select: {
    ...(along !== 'rsi alone' && {
      now: value('events'),
      mean: sma('events', n),
      smooth: ema('events', n),
      ...bollinger('events', n, 2),
    }),
    along: {
      lag: () => lag('events', n),
      rsi: () => rsi('events', n),
      'rsi alone': () => rsi('events', n),
      atr: () => atr(EVENTS, n),
      judged: () => bollinger('events', n, 1, { before: true }).upper,
    }[along](),
  },
});
