import type { Bar, Found, Seen, SeriesFunction, SeriesOptions, State, Stepwise, Whole } from './series-function';

/** A function with the settings that the definition has checked. */
export interface SeriesCall {
  readonly fn: SeriesFunction;
  readonly options: SeriesOptions;
}

/** One closed window of one key. */
export interface Point {
  /** Position on the query's grid of windows: start / slide. */
  readonly step: number;
  readonly startMs: number;
  /** Null where the key has not all inputs. */
  readonly bar: Bar | null;
  /** What the function goes on from; null where it begins anew. */
  state: Found['state'];
}

/**
 * How far a function looks back, in windows of the grid, the latest included. Windows in which the key has not all inputs are
 * passed over; where fewer than it takes lie within the span the series has a gap too long and begins anew.
 */
export const spanOf = ({ fn, options }: SeriesCall): number =>
  fn.most ? Math.ceil(1.25 * fn.most(options)) : 2 * fn.lookBack(options);

/**
 * What a function finds in the last of a key's windows, of which `points` has those within its span, the oldest first.
 * Where it finds no finite value, or no state to go on from, it begins anew in the next window.
 */
export function foundAt({ fn, options }: SeriesCall, points: readonly Point[]): Found {
  const found = fn.most ? wholeAt(fn, options, points) : stepwiseAt(fn, options, points);
  return found ?? { values: Array.from({ length: fn.lines?.length ?? 1 }, () => null), state: null };
}

function wholeAt(fn: Whole, options: SeriesOptions, points: readonly Point[]): Found | undefined {
  const seen = seenIn({ fn, options }, points, fn.most(options));
  if (seen.length < fn.lookBack(options)) return undefined;
  const found = fn.find(seen, seen.at(-2)?.state ?? null, options);
  return found.values.every(isFiniteOrNull) ? found : undefined;
}

function stepwiseAt(fn: Stepwise, options: SeriesOptions, points: readonly Point[]): Found | undefined {
  const state = stateAt(fn, options, points);
  if (!state?.every(isFiniteOrNull)) return undefined;
  if (!fn.next) return { values: state, state: null };
  const values = fn.show ? fn.show(state as readonly number[]) : state;
  return values.every(Number.isFinite) ? { values, state: state as readonly number[] } : undefined;
}

function stateAt(fn: Stepwise, options: SeriesOptions, points: readonly Point[]): State | undefined {
  const needed = fn.lookBack(options);
  const [before, latest] = fn.next ? seenIn({ fn, options }, points, 2) : [];
  if (fn.next && before?.state) return fn.next(before.state, [before.bar, latest!.bar], options);
  const seen = seenIn({ fn, options }, points, needed);
  if (seen.length < needed) return undefined;
  return fn.begin(
    seen.map(({ bar }) => bar),
    options,
  );
}

type SeenPoint = Seen & Pick<Point, 'state'>;

/** The latest windows within the span in which the key has all inputs, at most so many, the oldest first; none where it has not in the last. */
function seenIn(call: SeriesCall, points: readonly Point[], most: number): readonly SeenPoint[] {
  const current = points.at(-1)!;
  if (current.bar === null) return [];
  const seen: SeenPoint[] = [];
  for (let i = points.length - 1; i >= 0 && seen.length < most; i--) {
    const point = points[i]!;
    if (point.step <= current.step - spanOf(call)) break;
    if (point.bar !== null) seen.push(point as SeenPoint);
  }
  return seen.reverse();
}

const isFiniteOrNull = (value: number | null): boolean => value === null || Number.isFinite(value);
