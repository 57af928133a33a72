/** The parts of a function that name a value of the other query. */
export type InputName = 'of' | 'high' | 'low' | 'close';

/** The settings of a function. */
export interface SeriesOptions {
  /** Windows with values that it spans or goes back, 1-200. */
  readonly n?: number;
  /** bollinger: standard deviations between the middle and the other lines, 0.1-10. */
  readonly k?: number;
  /** bollinger: the band is that of the windows before. */
  readonly before?: true;
  /** macd: windows that its two averages span, and that of their difference, 2-200. */
  readonly fast?: number;
  readonly slow?: number;
  readonly signal?: number;
  /** stochastic: windows that its two averages span, 1-200. */
  readonly slowing?: number;
  readonly d?: number;
  /** anomaly: how what is expected is found. */
  readonly method?: AnomalyMethod;
  /** anomaly: windows before the judged one that it is judged by, 10-1,000. */
  readonly windows?: number;
  /** anomaly: what its scale is at least, in the unit of the value. */
  readonly floor?: number;
  /** anomaly: the value counts events, so its scale is at least the square root of what is expected, and 1. */
  readonly counts?: true;
  /** anomaly: windows after one outside the band in which others outside are not told of. */
  readonly quiet?: number;
  /** anomaly: whose clocks tell the time of day. */
  readonly timeZone?: string;
}

/** How what is expected of a window is found. */
export type AnomalyMethod = 'robust' | 'seasonal' | 'extremes' | 'auto';

/** A setting of a function. */
export interface Option {
  readonly name: keyof SeriesOptions;
  /** What it must be, in words. */
  readonly expected: string;
  fits(value: unknown, options: SeriesOptions): boolean;
}

/** The inputs of a function in one window, in their order. */
export type Bar = readonly number[];

/** The values of windows whose function has one input. */
export const only = (bars: readonly Bar[]): number[] => bars.map(([value]) => value!);

/** What a function finds in one window. Null is a value that is not known. */
export type State = readonly (number | null)[];

/** What a function finds in a window. */
export interface Found {
  /** In order of its lines. */
  readonly values: State;
  /** What it goes on from in the next window; null where it begins anew. */
  readonly state: readonly number[] | null;
}

/** One closed window of one key in which it has all inputs. */
export interface Seen {
  readonly bar: Bar;
  readonly startMs: number;
}

interface Described<Kind extends string> {
  readonly kind: Kind;
  readonly inputs: readonly InputName[];
  readonly options: readonly Option[];
  /** The names of its values, where it has several. */
  readonly lines?: readonly string[];
  /** How many windows its first value takes, the latest included. */
  lookBack(options: SeriesOptions): number;
}

/** A function of so many windows as its first value takes, or of the latest two and what it found before. */
export interface Stepwise<Kind extends string = string> extends Described<Kind> {
  /** What `lookBack` windows give. */
  begin(bars: readonly Bar[], options: SeriesOptions): State;
  /** What the latest of two windows gives after the state of the one before. Absent: each window begins anew. */
  next?(state: readonly number[], bars: readonly [before: Bar, latest: Bar], options: SeriesOptions): State;
  /** The values that a state shows, in order of the lines. Absent: they are the state, of a function with `next` one value. */
  show?(state: readonly number[]): State;
  readonly most?: never;
}

/** A function of all windows in its span, and of what it found for the one before. */
export interface Whole<Kind extends string = string> extends Described<Kind> {
  /** How many windows it takes at most, the latest included; of a stretch of the grid a quarter longer. */
  most(options: SeriesOptions): number;
  /** @param seen the latest windows, at least `lookBack` of them, the oldest first. `before`: the state in the last but one. */
  find(seen: readonly Seen[], before: Found['state'], options: SeriesOptions): Found;
}

/**
 * All that is known of a function along a key's closed windows. Whoever adds one adds a file with this and its name to
 * `index.ts`. It sees windows in which the key has all inputs, the oldest first, as if they followed each other.
 */
export type SeriesFunction<Kind extends string = string> = Stepwise<Kind> | Whole<Kind>;

/** Infers the kind; `index.ts` makes the record of them. */
export const seriesFunction = <const Kind extends string, Fn extends SeriesFunction<Kind>>(
  fn: Fn & { readonly kind: Kind },
): Fn => fn;

/** A whole number of windows. */
export const windows = (name: keyof SeriesOptions, least: number, most = WINDOWS_MAX): Option => ({
  name,
  expected: `a whole number from ${least} to ${most.toLocaleString('en-US')}`,
  fits: n => Number.isInteger(n) && (n as number) >= least && (n as number) <= most,
});

const WINDOWS_MAX = 200;
