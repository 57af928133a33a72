const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|milliseconds?)$/, 1],
  [/^(s|seconds?)$/, 1_000],
  [/^(m|minutes?)$/, 60_000],
  [/^(h|hours?)$/, 3_600_000],
  [/^(d|days?)$/, 86_400_000],
];

/** 100 years, ms: the end of a window must be a time that can be written (until the year 275760). */
export const LENGTH_MS_MAX = 36_525 * 86_400_000;

/** Milliseconds as a number, or text such as `'5 seconds'`, `'1 hour'`, `'250 ms'`. */
export type Duration = number | string;

/** A duration in whole ms, or undefined when it is not one. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/.exec(value);
  const unit = match && UNITS.find(([name]) => name.test(match[2]!));
  if (!match || !unit) return undefined;
  const ms = Number(match[1]) * unit[1];
  return Number.isSafeInteger(ms) ? ms : undefined;
}
