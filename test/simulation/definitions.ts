import {
  approxDistinct,
  avg,
  bollinger,
  count,
  definePipeline,
  ema,
  epochMillis,
  epochSeconds,
  first,
  hopping,
  integer,
  isoTime,
  last,
  max,
  min,
  number,
  type Pipeline,
  type QueryInput,
  session,
  sma,
  string,
  sum,
  tumbling,
  value,
} from '../../engine/index';
import type { Aggregate } from '../../engine/definition/aggregates';
import type { WindowInput } from '../../engine/definition/windows';
import type { Random } from './random';

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

/** Events with this `n` make the derived field throw: they belong to the quarantine. */
export const THROWING_N = 13;

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
  const within = random.pick([1_000, 10_000, 120_000]);
  return {
    ...((mustDedupe ?? random.chance(0.4)) ? { dedupe: { by: 'id' as const, within } } : {}),
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
      bucket: ({ n }) => {
        if (n === THROWING_N) throw new Error('unlucky');
        return `b${n % 3}`;
      },
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

function drawQuery(random: Random): QueryInput<string> {
  const names = (['k', 'g', 'bucket'] as const).filter(() => random.chance(0.4));
  return {
    groupBy: random.chance(0.2) ? [] : names,
    window: drawWindow(random),
    select: drawSelect(random),
    emit: random.chance(0.3) ? 'onUpdate' : 'onClose',
  };
}

function drawWindow(random: Random): WindowInput {
  const size = random.pick([1_000, 2_000, 5_000, 7_000, 10_000, 30_000, 60_000, 120_000]);
  const offset = random.chance(0.3) ? random.int(1, 20_000) : 0;
  switch (random.pick(['tumbling', 'hopping', 'hopping', 'session'] as const)) {
    case 'tumbling':
      return tumbling(size, { offset });
    case 'hopping':
      return hopping(size, Math.min(size, Math.ceil(size / random.int(1, 6) / 500) * 500), { offset });
    case 'session': {
      const gap = random.pick([1_000, 3_000, 10_000, 30_000]);
      return session(gap, { maxDuration: random.chance(0.4) ? gap * random.int(2, 6) : 100 * gap });
    }
  }
}

function drawSelect(random: Random): Record<string, Aggregate> {
  const all: Record<string, Aggregate> = {
    events: count(),
    withX: count('x'),
    sumN: sum('n'),
    sumX: sum('x'),
    avgN: avg('n'),
    minX: min('x'),
    maxN: max('n'),
    firstN: first('n'),
    lastX: last('x'),
    keys: approxDistinct('k'),
  };
  const names = random.shuffle(Object.keys(all)).slice(0, random.int(1, 4));
  return { events: count(), ...Object.fromEntries(names.map(name => [name, all[name]!])) };
}

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
    random.pick(['add', 'remove', 'replace', 'window', 'select', 'emit', 'field', 'settings', 'nothing'] as const)
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
    case 'nothing':
      return sketch;
  }
}

/** Another field more, or one that is stricter or laxer than before. */
function changedField(sketch: Sketch, name: string, random: Random): Sketch {
  const schema = random.pick((['withY', 'xRequired', 'nNumber'] as const).filter(other => other !== sketch.schema));
  const queries = Object.entries(sketch.queries).map(([other, query]) => {
    const select = Object.entries(query.select).filter(([, { field }]) => field !== 'y');
    if (schema === 'withY' && other === name) select.push(['sumY', sum('y')]);
    return [other, { ...query, select: Object.fromEntries(select) }] as const;
  });
  return { ...sketch, queries: Object.fromEntries(queries), schema };
}
