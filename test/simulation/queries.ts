import {
  approxDistinct,
  avg,
  count,
  first,
  hopping,
  last,
  max,
  min,
  type QueryInput,
  session,
  sum,
  tumbling,
} from '../../engine/index';
import type { Aggregate } from '../../engine/definition/aggregates';
import type { WindowInput } from '../../engine/definition/windows';
import type { Random } from './random';

export function drawQuery(random: Random): QueryInput<string> {
  const names = (['k', 'g', 'bucket'] as const).filter(() => random.chance(0.4));
  return {
    groupBy: random.chance(0.2) ? [] : names,
    window: drawWindow(random),
    select: drawSelect(random),
    emit: random.chance(0.3) ? 'onUpdate' : 'onClose',
  };
}

export function drawWindow(random: Random): WindowInput {
  const size = random.pick([1_000, 2_000, 5_000, 7_000, 10_000, 30_000, 60_000, 120_000]);
  // Whole seconds now and then: then events fall onto the edges.
  const offset = random.chance(0.3) ? random.int(1, 20) * random.pick([1, 123, 1_000]) : 0;
  switch (random.pick(['tumbling', 'hopping', 'hopping', 'session'] as const)) {
    case 'tumbling':
      return tumbling(size, { offset });
    case 'hopping':
      return hopping(size, Math.min(size, Math.ceil(size / random.int(1, 6) / 500) * 500), { offset });
    case 'session': {
      const gap = random.pick([1_000, 3_000, 10_000, 30_000]);
      return session(gap, { maxDuration: gap * random.pick([1, random.int(2, 6), random.int(2, 6), 20, 100, 1_000]) });
    }
  }
}

export function drawSelect(random: Random): Record<string, Aggregate> {
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
    sumScore: sum('score'),
    maxScore: max('score'),
    firstBucket: first('bucket'),
    buckets: approxDistinct('bucket'),
  };
  const names = random.shuffle(Object.keys(all)).slice(0, random.int(1, 4));
  return { events: count(), ...Object.fromEntries(names.map(name => [name, all[name]!])) };
}
