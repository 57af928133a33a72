import { type Accumulator, COUNT_BYTES_MAX } from './accumulator';
import {
  addNumber,
  addProduct,
  addSum,
  decodeSum,
  type DoubleDouble,
  encodeSum,
  SUM_BYTES_MAX,
  zero,
} from './double-double';

/** How many events there were, and a sum for each term. */
export interface Sums {
  n: number;
  readonly sums: readonly DoubleDouble[];
}

/** Adds what is summed of one event's inputs x and y, products unrounded. */
type Term = (sum: DoubleDouble, x: number, y?: number) => void;

export const X: Term = addNumber;
export const Y: Term = (sum, _, y) => addNumber(sum, y!);
export const XX: Term = (sum, x) => addProduct(sum, x, x);
export const YY: Term = (sum, _, y) => addProduct(sum, y!, y!);
export const XY: Term = (sum, x, y) => addProduct(sum, x, y!);

/** Sums in twice double precision: that keeps the order of events out of the result, as no running mean does. */
export function sumsOf(
  terms: readonly Term[],
  result: (n: number, ...sums: readonly DoubleDouble[]) => number | null,
): Accumulator<Sums, number, number> {
  return {
    create: () => ({ n: 0, sums: terms.map(zero) }),
    add(cell, x, _, y) {
      cell.n++;
      for (let i = 0; i < terms.length; i++) terms[i]!(cell.sums[i]!, x, y);
      return cell;
    },
    merge(cell, other) {
      cell.n += other.n;
      cell.sums.forEach((sum, i) => addSum(sum, other.sums[i]!.hi, other.sums[i]!.lo));
      return cell;
    },
    result: ({ n, sums }) => (n === 0 ? null : result(n, ...sums)),
    encode({ n, sums }, out) {
      out.varint(n);
      for (const sum of sums) encodeSum(sum, out);
    },
    decode: from => ({ n: from.varint(), sums: terms.map(() => decodeSum(from)) }),
  };
}

/** The largest size of a cell with so many sums. */
export const sumsBytesMax = (sums: number) => (): number => COUNT_BYTES_MAX + sums * SUM_BYTES_MAX;
