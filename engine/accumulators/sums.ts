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

/** A sum and how many numbers, or products, it is of. */
export interface Sum {
  n: number;
  readonly sum: DoubleDouble;
}

/** Sums numbers in twice double precision, or the products of two inputs, each of them unrounded. */
export function sums(result: (cell: Sum) => number | null): Accumulator<Sum, number, number> {
  return {
    create: () => ({ n: 0, sum: zero() }),
    add(cell, input, _, factor) {
      cell.n++;
      if (factor === undefined) addNumber(cell.sum, input);
      else addProduct(cell.sum, input, factor);
      return cell;
    },
    merge(cell, other) {
      cell.n += other.n;
      addSum(cell.sum, other.sum.hi, other.sum.lo);
      return cell;
    },
    result,
    encode(cell, out) {
      out.varint(cell.n);
      encodeSum(cell.sum, out);
    },
    decode: from => ({ n: from.varint(), sum: decodeSum(from) }),
  };
}

/** Of a cell with so many sums and their count. */
export const sumsBytesMax = (sums: number) => (): number => COUNT_BYTES_MAX + sums * SUM_BYTES_MAX;
