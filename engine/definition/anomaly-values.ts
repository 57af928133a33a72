import type { AnomalyMethod, SeriesOptions } from '../series/series-function';
import { type Lines, linesOf } from './series-values';
import { surplusOf } from './surplus';

/** How an anomaly is told. */
export interface AnomalyInput extends Pick<SeriesOptions, 'floor' | 'counts'> {
  /**
   * `robust`: by the median and the median absolute deviation of the windows before. `seasonal`: by those at the same time of earlier
   * days. `extremes`: whether it is further out than any window before. `auto`: seasonal where days repeat, else extremes.
   */
  readonly method: AnomalyMethod;
  /** How many windows before the judged one it is judged by, 10-1,000; a value appears once a tenth of them, and 10, have one. */
  readonly windows: number;
  /** Scales between what is expected and the edges of the band, 0.1-100. @default 5 */
  readonly k?: number;
  /** Windows after one outside the band in which no other is told of, 0-1,000. @default a tenth of `windows` */
  readonly quiet?: number;
  /** Of seasonal and auto: whose clocks tell the time of day. @default 'UTC' */
  readonly timeZone?: string;
}

type Line = 'expected' | 'lower' | 'upper' | 'score' | 'anomaly';
const LINES: readonly Line[] = ['expected', 'lower', 'upper', 'score', 'anomaly'];

/**
 * Whether the windows before let expect a window's value. Five values, to be spread into a select:
 * `...anomaly('views', { method: 'robust', windows: 60 })` gives expected, lower, upper, score (0-1, from 0.5 on outside the
 * band) and anomaly (1 or 0); of `auto` also seasonal (1 or 0), what it chose.
 */
export function anomaly(of: string, options: AnomalyInput & { readonly method: 'auto' }): Lines<Line | 'seasonal'>;
export function anomaly(of: string, options: AnomalyInput): Lines<Line>;
export function anomaly(of: string, options: AnomalyInput, ...more: readonly unknown[]): Lines<Line> {
  const surplus = surplusOf('anomaly takes the name of a value and options, got also', more);
  const { method, windows } = options ?? {};
  const quiet = typeof windows === 'number' ? Math.floor(windows / 10) : 0;
  const lines = method === 'auto' ? [...LINES, 'seasonal' as const] : LINES;
  return linesOf({ kind: 'anomaly', of, k: 5, quiet, ...options, ...surplus }, lines);
}
