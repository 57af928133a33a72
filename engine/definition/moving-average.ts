import type { Built } from './surplus';

/** One value of a query over another's closed windows. Plain data. */
export interface MovingAverage extends Built {
  readonly kind: 'value' | 'sma' | 'ema' | 'bollinger';
  /** A number that the other query selects. */
  readonly of: string;
  /** Windows that the average spans, 2-200; 1 for `value`. */
  readonly n: number;
  /** bollinger: which of its lines. */
  readonly line?: 'lower' | 'middle' | 'upper';
  /** bollinger: standard deviations between the middle and the other lines, 0.1-10. */
  readonly k?: number;
}
