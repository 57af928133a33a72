import { type Method, scaleOf, valuesIn } from './expectation';
import { medianOf, sorted } from './median';

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const NORMAL = 1.4826;
/** What has been seen lately is no anomaly when it is seen again: of the range of the values. */
const OF_RANGE = 0.1;

/**
 * Expects the median of the windows before; the scale is 1.4826 times their median absolute deviation from it, which up to half
 * of them can be outliers without changing much, and at least a tenth of their range. Hampel, The Influence Curve and its Role
 * in Robust Estimation (1974).
 */
export const robust: Method = (before, _, options) => {
  const ascending = sorted(valuesIn(before));
  const expected = medianOf(ascending);
  const range = ascending.at(-1)! - ascending[0]!;
  const scale = Math.max(deviationOf(ascending, expected), OF_RANGE * range);
  return { expected, scale: scaleOf(scale, expected, options) };
};

/** 1.4826 times the median absolute deviation of some values from a middle. */
export const deviationOf = (values: Float64Array, middle = 0): number =>
  NORMAL * medianOf(values.map(value => Math.abs(value - middle)).sort());
