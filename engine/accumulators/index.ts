import type { Accumulator } from './accumulator';
import type { AggregateOptions } from './aggregate-kind';
import { approxDistinct } from './approx-distinct';
import { count } from './count';
import { max, min } from './extreme';
import { first, last } from './first-last';
import { quantile } from './quantile';
import { stddev } from './stddev';
import { avg, sum } from './sum';
import { topK } from './top-k';

/** The accumulator of a selected value. The definition has checked `k` and `q`. */
export function accumulatorFor({ kind, k, q }: AggregateOptions): Accumulator {
  switch (kind) {
    case 'count':
      return count;
    case 'sum':
      return sum;
    case 'avg':
      return avg;
    case 'min':
      return min;
    case 'max':
      return max;
    case 'stddev':
      return stddev;
    case 'first':
      return first;
    case 'last':
      return last;
    case 'approxDistinct':
      return approxDistinct;
    case 'topK':
      return topK(k!);
    case 'quantile':
      return quantile(q!);
  }
}
