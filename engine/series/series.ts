import type { Bar, SeriesFunction, SeriesOptions, State } from './series-function';

/** A function with the settings that the definition has checked. */
export interface SeriesCall {
  readonly fn: SeriesFunction;
  readonly options: SeriesOptions;
}

/** One closed window of one key. */
export interface Point {
  /** Position on the query's grid of windows: start / slide. */
  readonly step: number;
  /** Null where the key has not all inputs. */
  readonly bar: Bar | null;
  /** What the function goes on from; null where it begins anew. */
  state: readonly number[] | null;
}

/** What a function finds in a window. */
export interface Found {
  /** In order of its lines. */
  readonly values: State;
  /** As in a point: of a function that goes on from nothing always null. */
  readonly state: Point['state'];
}

/**
 * How far a function looks back, in windows of the grid, the latest included. Windows in which the key has not all inputs are
 * passed over; where fewer than it takes lie within the span the series has a gap too long and begins anew.
 */
export const spanOf = ({ fn, options }: SeriesCall): number => 2 * fn.lookBack(options);

/**
 * What a function finds in the last of a key's windows, of which `points` has those within its span, the oldest first.
 * Where it finds no finite value, or no state to go on from, it begins anew in the next window.
 */
export function foundAt(call: SeriesCall, points: readonly Point[]): Found {
  const { fn } = call;
  const state = stateAt(call, points);
  if (!state?.every(part => part === null || Number.isFinite(part))) return nothing(fn);
  if (!fn.next) return { values: state, state: null };
  const values = fn.show ? fn.show(state as readonly number[]) : state;
  if (!values.every(Number.isFinite)) return nothing(fn);
  return { values, state: state as readonly number[] };
}

const nothing = ({ lines }: SeriesFunction): Found => ({
  values: Array.from({ length: lines?.length ?? 1 }, () => null),
  state: null,
});

function stateAt(call: SeriesCall, points: readonly Point[]): State | undefined {
  const { fn, options } = call;
  const current = points.at(-1)!;
  if (current.bar === null) return undefined;
  const needed = fn.lookBack(options);
  const bars = [current.bar];
  for (let i = points.length - 2; i >= 0 && bars.length < needed; i--) {
    const { step, bar, state } = points[i]!;
    if (step <= current.step - spanOf(call)) break;
    if (bar === null) continue;
    if (fn.next && state && bars.length === 1) return fn.next(state, [bar, current.bar], options);
    bars.push(bar);
  }
  return bars.length < needed ? undefined : fn.begin(bars.reverse(), options);
}
