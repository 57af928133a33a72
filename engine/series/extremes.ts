import { type Expectation, type Method, scaleOf, scalesOff, valuesIn } from './expectation';
import { medianOf, sorted } from './median';

/** A trouble that no single window shows is seen in the mean of so many. */
const MEAN_OF = 10;
/** With k of 5 the band ends a twentieth beyond the furthest. */
const OF_FURTHEST = 0.21;
/** Fewer values have too few such means to know how far they go. */
const MEANS_FROM = 3 * MEAN_OF;

/**
 * Expects the median of the windows before; the scale is 0.21 of the furthest that any of them was off. The mean of the latest
 * ten windows is held against such means before in the same way, by at least what one of the furthest values does to a mean, and
 * the one counts that is further off. No distribution is taken for
 * granted: of values that all come from the same one, whatever it is, one of n + 1 lies further out than the other n in one of n + 1 cases.
 */
export const extremes: Method = (before, judged, options) => {
  const values = valuesIn(before);
  const own = spread(values, options);
  if (values.length < MEANS_FROM) return own;
  const means = meansOf([...values, judged.bar[0]!]);
  const latest = means.pop()!;
  const { expected, scale } = spread(means, options);
  return { ...own, also: scalesOff(latest, { expected, scale: Math.max(scale, own.scale / MEAN_OF) }) };
};

/** Of each stretch of ten, each added up anew: what comes before it leaves no trace in the last digits. */
function meansOf(values: readonly number[]): number[] {
  const means: number[] = [];
  for (let end = MEAN_OF; end <= values.length; end++) {
    let sum = 0;
    for (let i = end - MEAN_OF; i < end; i++) sum += values[i]!;
    means.push(sum / MEAN_OF);
  }
  return means;
}

function spread(values: readonly number[], options: Parameters<Method>[2]): Expectation {
  const ascending = sorted(values);
  const expected = medianOf(ascending);
  const furthest = Math.max(ascending.at(-1)! - expected, expected - ascending[0]!);
  return { expected, scale: scaleOf(OF_FURTHEST * furthest, expected, options) };
}
