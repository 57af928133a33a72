/** Exponential smoothing: the weight of the latest value is 2 / (n + 1). */
export const exponential = (before: number, value: number, n: number): number =>
  before + (2 / (n + 1)) * (value - before);

/** Wilder's smoothing: the weight of the latest value is 1 / n. */
export const wilder = (before: number, value: number, n: number): number => (before * (n - 1) + value) / n;
