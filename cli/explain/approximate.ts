import { EXACT_MAX } from '../../engine/accumulators/approx-distinct';
import { REGISTERS } from '../../engine/accumulators/hyper-log-log';
import type { AggregateKind } from '../../engine/accumulators/index';
import { RELATIVE_ACCURACY } from '../../engine/accumulators/quantile';
import { capacityOf } from '../../engine/accumulators/top-k';
import type { Aggregate } from '../../engine/definition/aggregates';
import { numberText } from './texts';

const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;

/** The error of each aggregate that has one beyond rounding. */
const ERRORS: Partial<Record<AggregateKind, (aggregate: Aggregate) => string>> = {
  approxDistinct: ({ exactUpTo = EXACT_MAX }) =>
    `exact up to ${numberText(exactUpTo)} different values, then within ${percent(1.04 / Math.sqrt(REGISTERS))} (standard error)`,
  quantile: () => `within ${percent(RELATIVE_ACCURACY)} of the value`,
  topK: ({ k }) => {
    const values = capacityOf(k!);
    return `exact up to ${numberText(values)} different values, then each count too high by at most its error, which is at most ${percent(1 / ((3 / 4) * values))} of the events`;
  },
};

/** How far the value of an aggregate may be from the true one; undefined where it is exact but for rounding. */
export function errorOf(aggregate: Aggregate): string | undefined {
  return ERRORS[aggregate.kind]?.(aggregate);
}
