import { type Method, valuesIn } from './expectation';
import { extremes } from './extremes';
import { medianOf, sorted } from './median';
import { deviationOf } from './robust';
import { seasonal } from './seasonal';

/** Earlier days say something where they leave no more than this of what all windows together vary by. */
const LEFT_BY_DAYS = 0.5;

/**
 * `seasonal` where its scale is at most half of what `robust` would find, 1.4826 times the median absolute deviation of all windows before;
 * else, and where there are too few days, `extremes`.
 */
export const auto: Method = (before, judged, options) => {
  const byDays = seasonal(before, judged, options);
  if (!byDays) return extremes(before, judged, options);
  const ascending = sorted(valuesIn(before));
  const whole = deviationOf(ascending, medianOf(ascending));
  return byDays.scale <= LEFT_BY_DAYS * whole ? byDays : extremes(before, judged, options);
};
