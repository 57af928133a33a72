import { type Accumulator, COUNT_BYTES_MAX } from './accumulator';
import { aggregateFunction } from './aggregate-function';
import { Bins } from './bins';

/** How far a quantile is from the value, at most, as a share of it. */
export const RELATIVE_ACCURACY = 0.01;
const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);
/** From the upper bound of a bin to the point that is as near, in proportion, to either bound. */
const LOG_MIDDLE = Math.log(2 / (1 + GAMMA));

/** Key k counts the numbers x, or -x, with gamma^(k-1) < x <= gamma^k. */
interface Sketch {
  zeros: number;
  readonly positive: Bins;
  readonly negative: Bins;
}

/**
 * The q quantile within 1 % of its value, by DDSketch (Masson, Rim, Lee, VLDB 2019) of at most 2,048 bins a sign, which span
 * 17 orders of magnitude; what is nearer to zero than that shares a bin. Of n numbers it is the one of rank
 * floor(q (n - 1)), from 0. Null when there were none.
 *
 * Written out here because a merge in @datadog/sketches-js 2.1.1 leaves negative numbers out, and makes NaN of bins when the
 * highest key merged is 0 (a number from 0.98 to 1).
 */
function sketch(q: number): Accumulator<Sketch, number> {
  return {
    create: () => ({ zeros: 0, positive: new Bins(), negative: new Bins() }),
    add(cell, input) {
      if (input > 0) cell.positive.add(keyOf(input));
      else if (input < 0) cell.negative.add(keyOf(-input));
      else cell.zeros++;
      return cell;
    },
    merge(cell, other) {
      cell.zeros += other.zeros;
      cell.positive.merge(other.positive);
      cell.negative.merge(other.negative);
      return cell;
    },
    result: cell => valueAt(cell, q),
    encode(cell, out) {
      out.varint(cell.zeros);
      cell.positive.encode(out);
      cell.negative.encode(out);
    },
    decode: from => ({ zeros: from.varint(), positive: Bins.decode(from), negative: Bins.decode(from) }),
  };
}

/** 2,048 bins of either sign: a byte for the distance, and three for a count, which is below 2 million on average. */
const BYTES_MAX = 2 * (2048 * 4 + 16) + COUNT_BYTES_MAX;

export const quantile = aggregateFunction({
  kind: 'quantile',
  sql: ['quantile', 'approx_percentile'],
  parameters: [{ name: 'field', takes: 'number' }],
  options: [{ name: 'q', expected: 'from 0 to 1', fits: q => typeof q === 'number' && q >= 0 && q <= 1 }],
  gives: { type: 'number', isNullable: true },
  bytesMax: () => BYTES_MAX,
  accumulator: ({ q }) => sketch(q!),
});

function valueAt({ zeros, positive, negative }: Sketch, q: number): number | null {
  const n = negative.total + zeros + positive.total;
  if (n === 0) return null;
  const rank = Math.floor(q * (n - 1));
  if (rank < negative.total) return -valueOf(negative.keyAt(negative.total - 1 - rank));
  if (rank < negative.total + zeros) return 0;
  return valueOf(positive.keyAt(rank - negative.total - zeros));
}

function keyOf(x: number): number {
  return Math.ceil(Math.log(x) / LOG_GAMMA);
}

/** The highest bin reaches beyond the doubles. */
function valueOf(key: number): number {
  return Math.min(Number.MAX_VALUE, Math.exp(key * LOG_GAMMA + LOG_MIDDLE));
}
