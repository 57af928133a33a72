import { medianOf, sorted } from './median';

/** What a value is held against. */
export interface Expectation {
  readonly expected: number;
  /** What a value differs by as a rule, in its unit; 0: it never does. */
  readonly scale: number;
}

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const NORMAL = 1.4826;
/** What has been seen lately is no anomaly when it is seen again: of the range of the values. */
const OF_RANGE = 0.1;

/**
 * The median of some values; the scale is 1.4826 times their median absolute deviation from it, which up to half of them
 * can be outliers without changing much, and at least a tenth of their range. Hampel, The Influence Curve and its Role in Robust Estimation (1974);
 * Leys et al., Detecting outliers (2013).
 */
export function robust(values: readonly number[]): Expectation {
  const ascending = sorted(values);
  const expected = medianOf(ascending);
  const deviation = medianOf(ascending.map(value => Math.abs(value - expected)).sort());
  const range = ascending.at(-1)! - ascending[0]!;
  return { expected, scale: Math.max(NORMAL * deviation, OF_RANGE * range) };
}
