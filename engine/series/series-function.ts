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
}

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

/**
 * All that is known of a function along a key's closed windows. Whoever adds one adds a file with this and its name to
 * `index.ts`. It sees windows in which the key has all inputs, the oldest first, as if they followed each other.
 */
export interface SeriesFunction<Kind extends string = string> {
  readonly kind: Kind;
  readonly inputs: readonly InputName[];
  readonly options: readonly Option[];
  /** The names of its values, where it has several. */
  readonly lines?: readonly string[];
  /** How many windows its first value takes, the latest included. */
  lookBack(options: SeriesOptions): number;
  /** What `lookBack` windows give. */
  begin(bars: readonly Bar[], options: SeriesOptions): State;
  /** What the latest of two windows gives after the state of the one before. Absent: each window begins anew. */
  next?(state: readonly number[], bars: readonly [before: Bar, latest: Bar], options: SeriesOptions): State;
  /** The values that a state shows, in order of the lines. Absent: they are the state, of a function with `next` one value. */
  show?(state: readonly number[]): State;
}

/** Infers the kind; `index.ts` makes the record of them. */
export const seriesFunction = <const Kind extends string>(fn: SeriesFunction<Kind>): SeriesFunction<Kind> => fn;

/** A whole number of windows. */
export const windows = (name: keyof SeriesOptions, least: number): Option => ({
  name,
  expected: `a whole number from ${least} to ${WINDOWS_MAX}`,
  fits: n => Number.isInteger(n) && (n as number) >= least && (n as number) <= WINDOWS_MAX,
});

const WINDOWS_MAX = 200;
