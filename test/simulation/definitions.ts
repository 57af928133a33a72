import {
  approxDistinct,
  avg,
  count,
  definePipeline,
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
  string,
  sum,
  tumbling,
} from '../../engine/index';
import type { Aggregate } from '../../engine/definition/aggregates';
import type { WindowInput } from '../../engine/definition/windows';
import type { Random } from './random';

/** How the event time is written in an event. */
export type TimeFormat = 'millis' | 'seconds' | 'iso';

export interface Definition {
  readonly pipeline: Pipeline;
  /** What a deploy puts in its place. */
  readonly next: Pipeline;
  readonly timeFormat: TimeFormat;
}

type Name = 'k' | 'g' | 'bucket';
type Queries = Record<string, QueryInput<Name>>;

/** Events with this `n` make the derived field throw: they belong to the quarantine. */
export const THROWING_N = 13;

/** A definition drawn at random, and one that differs from it a little. */
export function drawDefinition(random: Random): Definition {
  const timeFormat = random.pick(['millis', 'millis', 'seconds', 'iso'] as const);
  const settings = drawSettings(random);
  const queries: Queries = {};
  const queryCount = random.int(1, 3);
  for (let i = 0; i < queryCount; i++) queries[`q${i}`] = drawQuery(random);
  return {
    pipeline: build(queries, settings, timeFormat),
    next: build(changed(queries, random), settings, timeFormat),
    timeFormat,
  };
}

type Settings = ReturnType<typeof drawSettings>;

function drawSettings(random: Random) {
  return {
    watermark: {
      outOfOrderness: random.pick([0, 1_000, 3_000, 10_000]),
      idleTimeout: random.pick([5_000, 20_000, 60_000]),
      maxFutureSkew: random.pick([0, 2_000, 60_000]),
    },
    late: { allowed: random.pick([0, 0, 2_000, 10_000, 60_000, 3_600_000]) },
    commitEvery: random.pick([1_000, 2_000, 5_000, 10_000, 15_000]),
  };
}

function build(queries: Queries, settings: Settings, timeFormat: TimeFormat): Pipeline {
  const at = { millis: epochMillis(), seconds: epochSeconds(), iso: isoTime() }[timeFormat];
  return definePipeline({
    name: 'simulated',
    event: { at, k: string(), g: string().optional(), n: integer(), x: number().optional() },
    derive: {
      bucket: ({ n }) => {
        if (n === THROWING_N) throw new Error('unlucky');
        return `b${n % 3}`;
      },
    },
    eventTime: 'at',
    ...settings,
    queries,
  });
}

function drawQuery(random: Random): QueryInput<Name> {
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

/** What a deploy changes: a query more, a query less, or one that means something else. */
function changed(queries: Queries, random: Random): Queries {
  const names = Object.keys(queries);
  const name = random.pick(names);
  switch (random.pick(['add', 'remove', 'change', 'select', 'nothing'] as const)) {
    case 'add':
      return { ...queries, added: drawQuery(random) };
    case 'remove':
      return names.length === 1
        ? queries
        : Object.fromEntries(Object.entries(queries).filter(([other]) => other !== name));
    case 'change':
      return { ...queries, [name]: drawQuery(random) };
    case 'select':
      return { ...queries, [name]: { ...queries[name]!, select: drawSelect(random) } };
    case 'nothing':
      return queries;
  }
}
