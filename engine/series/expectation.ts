import type { Seen, SeriesOptions } from './series-function';

/** What the windows before let expect of a window's value. */
export interface Expectation {
  readonly expected: number;
  /** What a value differs by, in its unit; 0: it never does. */
  readonly scale: number;
  /** How many scales off something else is that is judged with the value. */
  readonly also?: number;
  /** It is that of the same time of earlier days. */
  readonly isSeasonal?: true;
}

/** What the windows before are to a method. Undefined: too little is known. */
export type Method = (before: readonly Seen[], judged: Seen, options: SeriesOptions) => Expectation | undefined;

/** The scale is at least what a definition says; counts of independent events vary by the square root of their mean, and of few by one. */
export const scaleOf = (found: number, expected: number, { floor = 0, counts }: SeriesOptions): number =>
  Math.max(found, floor, counts ? Math.sqrt(Math.max(1, expected)) : 0);

/** How many scales a value is off. */
export function scalesOff(value: number, { expected, scale }: Expectation): number {
  const off = Math.abs(value - expected);
  return off === 0 ? 0 : off / scale;
}

export const valuesIn = (seen: readonly Seen[]): number[] => seen.map(({ bar }) => bar[0]!);
