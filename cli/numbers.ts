import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../engine/definition/duration';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const shown = (n: number): string => n.toLocaleString('en-US');

/** A parser of a number from `least` to `most`, as people write them: no text that only JavaScript takes for one. */
export const numberFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = DECIMAL.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`expected a number from ${shown(least)} to ${shown(most)}`);
    return value;
  };

/** A parser of a number above 0, up to `most`. */
export const positiveUpTo =
  (most: number) =>
  (text: string): number => {
    const value = DECIMAL.test(text) ? Number(text) : NaN;
    if (!(value > 0 && value <= most))
      throw new InvalidArgumentError(`expected a number above 0, at most ${shown(most)}`);
    return value;
  };

/** A parser of a whole number from `least` to `most`. */
export const wholeFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = DECIMAL.test(text) ? Number(text) : NaN;
    if (!(Number.isInteger(value) && value >= least && value <= most))
      throw new InvalidArgumentError(`expected a whole number from ${shown(least)} to ${shown(most)}`);
    return value;
  };

/** A parser of a duration of at least `leastMs` and at most ten years, in ms. */
export const durationFrom =
  (leastMs: number) =>
  (text: string): number => {
    const ms = parseDuration(text);
    if (ms === undefined) throw new InvalidArgumentError("expected a duration such as '5 minutes'");
    if (ms < leastMs || ms > DURATION_MS_MAX)
      throw new InvalidArgumentError(`expected a duration of at least ${leastMs} ms and at most 3,650 days`);
    return ms;
  };

const DURATION_MS_MAX = 3_650 * 86_400_000;
