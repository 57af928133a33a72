/** Decimals that a number may have to be written as a whole number and its decimals. */
export const DECIMALS_MAX = 6;
const WHOLE_MAX = 2 ** 51;
const POWERS = Float64Array.from({ length: DECIMALS_MAX + 1 }, (_, i) => 10 ** i);

/**
 * The fewest decimals, 0 to 6, with which a number is written exactly: it is the double nearest to a whole number, below
 * 2^51, divided by that power of ten. -1 where there are none. Prices take three bytes so, instead of eight.
 */
export function decimalsOf(value: number): number {
  for (let decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
    const whole = wholeOf(value, decimals);
    if (!(Math.abs(whole) < WHOLE_MAX)) return -1;
    if (fromWhole(whole, decimals) === value) return decimals;
  }
  return -1;
}

export function wholeOf(value: number, decimals: number): number {
  return Math.round(value * POWERS[decimals]!);
}

export function fromWhole(whole: number, decimals: number): number {
  return whole / POWERS[decimals]!;
}
