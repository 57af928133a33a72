import { addNumber, zero } from '../accumulators/double-double';

/** Arithmetic mean, the sum carried in twice double precision. */
export function meanOf(values: readonly number[]): number {
  const sum = zero();
  for (const value of values) addNumber(sum, value);
  return sum.hi / values.length;
}
