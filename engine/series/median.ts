/** The values in ascending order. */
export const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** The middle of values in ascending order, of an even number the mean of the two in the middle. */
export function medianOf(ascending: Float64Array): number {
  const middle = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2;
}
