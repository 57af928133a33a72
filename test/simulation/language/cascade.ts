import { hopping, tumbling } from '../../../engine/index';
import type { CascadeInput } from '../../../engine/definition/pipeline-input';
import type { WindowInput } from '../../../engine/definition/windows';
import type { Random } from '../random';

/** What is looked at of a query over events. */
interface Keyed {
  readonly keys: readonly { readonly name: string; readonly type: unknown }[];
}

/** A query over the results of another, as it was drawn. All that is read has a count of `events`. */
export interface DrawnCascade {
  readonly name: string;
  readonly over: string;
  readonly window: WindowInput;
  /** Keys of the other query. */
  readonly keys: readonly string[];
  /** Whether there is a key that is computed: whether the events are an odd number. */
  readonly byParity: boolean;
  readonly where?: 'events > 1' | 'duration >= 3000';
  readonly having?: 'events > 3' | 'results < 3';
  /** Only the one with the most events. */
  readonly isTop: boolean;
}

export function cascadeInput(cascade: DrawnCascade): CascadeInput {
  const { over, window, keys, byParity, where, having, isTop } = cascade;
  return {
    over,
    window,
    groupBy: byParity ? { ...Object.fromEntries(keys.map(key => [key, key])), parity: 'events % 2' } : keys,
    ...(where && { where }),
    select: {
      events: 'sum(events)',
      results: 'count(*)',
      most: 'max(events)',
      first: 'first_value(events)',
      last: 'last_value(events)',
      longest: 'max(duration)',
      until: 'max(window_end)',
    },
    ...(having && { having }),
    ...(isTop && { top: { n: 1, by: 'events' } }),
  };
}

/** Queries over the results of one, each over the one before. */
export function drawCascades(random: Random, name: string, { keys }: Keyed): DrawnCascade[] {
  // A key of a function without a type is no column.
  let left = keys.filter(({ type }) => type !== undefined).map(key => key.name);
  let over = name;
  return Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, (_, i) => {
    left = left.filter(() => random.chance(0.6));
    const byParity = random.chance(0.3);
    const cascade: DrawnCascade = {
      name: `over${i}`,
      over,
      window: drawCascadeWindow(random),
      keys: left,
      byParity,
      ...(random.chance(0.3) && { where: random.pick(['events > 1', 'duration >= 3000'] as const) }),
      ...(random.chance(0.3) && { having: random.pick(['events > 3', 'results < 3'] as const) }),
      isTop: (left.length > 0 || byParity) && random.chance(0.25),
    };
    over = cascade.name;
    return cascade;
  });
}

export function drawCascadeWindow(random: Random): WindowInput {
  const size = random.pick([5_000, 30_000, 60_000, 120_000, 300_000]);
  const offset = random.chance(0.3) ? random.int(1, 20) * random.pick([123, 1_000]) : 0;
  return random.weighted<() => WindowInput>([
    [4, () => tumbling(size, { offset })],
    [3, () => hopping(size, size / random.pick([2, 5]), { offset })],
    [1, () => tumbling('1 hour', { timeZone: 'Asia/Kathmandu' })],
  ])();
}

/** The same where a definition has another base: without keys that it has no more. */
export function fitting(cascades: readonly DrawnCascade[], queries: Readonly<Record<string, Keyed>>): DrawnCascade[] {
  const base = queries[cascades[0]?.over ?? ''];
  if (!base) return [];
  let names = base.keys.filter(({ type }) => type !== undefined).map(key => key.name);
  return cascades.map(cascade => {
    const keys = cascade.keys.filter(key => names.includes(key));
    names = keys;
    return { ...cascade, keys, isTop: cascade.isTop && (keys.length > 0 || cascade.byParity) };
  });
}
