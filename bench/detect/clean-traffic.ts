import { seededRandom } from '../../producer/random';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday. */
const START_MS = Date.UTC(2025, 0, 6);

/** A series of views in which nothing is wrong. */
export interface CleanSeries {
  readonly startsMs: readonly number[];
  readonly values: readonly number[];
}

/**
 * Views of a website in windows of `stepMs`: more by day than by night and half as many at the weekend, and of each window as many as
 * independent visitors give (Poisson). Always the same for a seed.
 *
 * @param mean views a window.
 */
export function cleanTraffic(seed: number, stepMs: number, weeks: number, mean: number): CleanSeries {
  const random = seededRandom(seed);
  const startsMs = Array.from({ length: Math.floor((weeks * 7 * DAY_MS) / stepMs) }, (_, i) => START_MS + i * stepMs);
  const values = startsMs.map(ms => {
    const hour = (ms % DAY_MS) / HOUR_MS;
    const byDay = 1 - 0.8 * Math.cos(((hour - 3) * Math.PI) / 12);
    const isWeekend = Math.floor((ms - START_MS) / DAY_MS) % 7 >= 5;
    return poisson(random, mean * byDay * (isWeekend ? 0.5 : 1));
  });
  return { startsMs, values };
}

/** Knuth's method, in parts: the product of many uniform numbers would be zero. */
function poisson(random: () => number, mean: number): number {
  let count = 0;
  for (let rest = mean; rest > 0; rest -= 500) {
    const limit = Math.exp(-Math.min(rest, 500));
    for (let product = random(); product > limit; product *= random()) count++;
  }
  return count;
}
