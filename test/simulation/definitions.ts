import {
  bollinger,
  definePipeline,
  ema,
  epochMillis,
  epochSeconds,
  integer,
  isoTime,
  number,
  type Pipeline,
  type QueryInput,
  sma,
  string,
  sum,
  value,
} from '../../engine/index';
import { drawQuery, drawSelect, drawWindow } from './queries';
import type { Random } from './random';
import { oddly } from './strange-values';

/** How the event time is written in an event. */
export type TimeFormat = 'millis' | 'seconds' | 'iso';

export interface Definition {
  /** What is deployed, one after the other; a rollback deploys the first one again. */
  readonly stages: readonly Pipeline[];
  readonly timeFormat: TimeFormat;
}

type Schema = 'first' | 'withY' | 'xRequired' | 'nNumber';
type Queries = Record<string, QueryInput<string>>;
type Settings = ReturnType<typeof drawSettings>;

interface Sketch {
  readonly queries: Queries;
  readonly settings: Settings;
  readonly schema: Schema;
  /** Moving averages over the windows of a query. */
  readonly averages?: { readonly over: string; readonly n: number };
}

/** What the oracle can follow in a run. */
interface Scope {
  /** Shards split and merge: then all definitions drop copies or none does, since a new shard waits for its parents only where it does. */
  readonly reshards: boolean;
  /** Records expire: then with splits and merges nothing drops copies, since who the parents of a shard's parents were may be forgotten. */
  readonly expires: boolean;
}

/** A definition drawn at random, and what deploys put in its place: each differs a little from the one before. */
export function drawDefinition(random: Random, { reshards, expires }: Scope): Definition {
  const timeFormat = random.pick(['millis', 'millis', 'seconds', 'iso'] as const);
  const queries: Queries = {};
  const queryCount = random.int(1, 3);
  for (let i = 0; i < queryCount; i++) queries[`q${i}`] = drawQuery(random);
  const first: Sketch = { queries, settings: drawSettings(random), schema: 'first' };
  const change = (sketch: Sketch): Sketch => changed(sketch, random, reshards);
  const second = change(first);
  const third = random.weighted<() => Sketch[]>([
    [2, () => []],
    [2, () => [first]],
    [1, () => [change(second)]],
  ])();
  const stages = averaging([first, second, ...third], random.fork('averages'));
  const kept = reshards && expires ? stages.map(withoutDedupe) : stages;
  return { stages: kept.map(sketch => build(sketch, timeFormat)), timeFormat };
}

function withoutDedupe(sketch: Sketch): Sketch {
  const { dedupe: _, ...settings } = sketch.settings;
  return { ...sketch, settings };
}

function withDedupe(sketch: Sketch, random: Random): Sketch {
  return { ...sketch, settings: { ...sketch.settings, ...dedupeOf(random) } };
}

const dedupeOf = (random: Random) => ({
  dedupe: { by: 'id' as const, within: random.pick([1_000, 10_000, 120_000]) },
});

/** Moving averages in the first stage, in later ones, or in all that still have the query; what they select may change too. */
function averaging(sketches: readonly Sketch[], random: Random): Sketch[] {
  const over = Object.keys(sketches[0]!.queries).find(name => isGrid(sketches[0]!, name));
  if (over === undefined || random.chance(0.6)) return [...sketches];
  const kind = random.pick(['all', 'all', 'all', 'some', 'changing'] as const);
  const n = random.int(2, 5);
  return sketches.map(sketch => {
    if (!isGrid(sketch, over) || (kind === 'some' && random.chance(0.5))) return sketch;
    return { ...sketch, averages: { over, n: kind === 'changing' ? random.int(2, 5) : n } };
  });
}

function isGrid({ queries }: Sketch, name: string): boolean {
  const window = queries[name]?.window;
  return window !== undefined && !('gap' in window);
}

function drawSettings(random: Random, mustDedupe?: boolean) {
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

function build({ queries, settings, schema, averages }: Sketch, timeFormat: TimeFormat): Pipeline {
  const at = { millis: epochMillis(), seconds: epochSeconds(), iso: isoTime() }[timeFormat];
  const base = {
    at,
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
  return definePipeline({
    name: 'simulated',
    event,
    derive: {
      bucket: oddly(0, ({ n }) => `b${n % 3}`),
      score: oddly(1, ({ n }) => (n % 7) / 4),
    },
    eventTime: 'at',
    ...settings,
    queries: { ...(queries as Record<string, QueryInput<'k'>>), ...(averages ? { averaged: averaged(averages) } : {}) },
  });
}

const averaged = ({ over, n }: { readonly over: string; readonly n: number }) => ({
  over,
  select: { now: value('events'), mean: sma('events', n), smooth: ema('events', n), ...bollinger('events', n, 2) },
});

/** What a deploy changes: a query more, a query less or one that means something else, a field of the schema, the settings. */
function changed(sketch: Sketch, random: Random, reshards: boolean): Sketch {
  const { queries, settings } = sketch;
  const mustDedupe = reshards ? settings.dedupe !== undefined : undefined;
  const names = Object.keys(queries);
  const name = random.pick(names);
  const withQuery = (change: Partial<QueryInput<string>>): Sketch => ({
    ...sketch,
    queries: { ...queries, [name]: { ...queries[name]!, ...change } },
  });
  switch (
    random.pick([
      'add',
      'remove',
      'replace',
      'window',
      'select',
      'emit',
      'field',
      'settings',
      'dedupe',
      'nothing',
    ] as const)
  ) {
    case 'add':
      return { ...sketch, queries: { ...queries, [`added${names.length}`]: drawQuery(random) } };
    case 'remove':
      if (names.length === 1) return sketch;
      return { ...sketch, queries: Object.fromEntries(Object.entries(queries).filter(([other]) => other !== name)) };
    case 'replace':
      return withQuery(drawQuery(random));
    case 'window':
      return withQuery({ window: drawWindow(random) });
    case 'select':
      return withQuery({ select: drawSelect(random) });
    case 'emit':
      return withQuery({ emit: queries[name]!.emit === 'onUpdate' ? 'onClose' : 'onUpdate' });
    case 'field':
      return changedField(sketch, name, random);
    case 'settings':
      return { ...sketch, settings: { ...drawSettings(random, mustDedupe), commitEvery: settings.commitEvery } };
    case 'dedupe':
      return reshards ? sketch : settings.dedupe ? withoutDedupe(sketch) : withDedupe(sketch, random);
    case 'nothing':
      return sketch;
  }
}

/** Another field more, or one that is stricter or laxer than before. */
function changedField(sketch: Sketch, name: string, random: Random): Sketch {
  const schema = random.pick((['withY', 'xRequired', 'nNumber'] as const).filter(other => other !== sketch.schema));
  const queries = Object.entries(sketch.queries).map(([other, query]) => {
    const select = Object.entries(query.select).filter(([name]) => name !== 'sumY');
    if (schema === 'withY' && other === name) select.push(['sumY', sum('y')]);
    return [other, { ...query, select: Object.fromEntries(select) }] as const;
  });
  return { ...sketch, queries: Object.fromEntries(queries), schema };
}
