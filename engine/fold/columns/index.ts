import type { ColumnKind } from '../../accumulators/aggregate-function';
import { accumulatorFor, aggregateOf } from '../../accumulators/index';
import { type Aggregate, inputsOf } from '../../definition/aggregates';
import { inputTypes } from '../../definition/column-type';
import type { Scope, Typed } from '../../expression/type';
import { CellColumn } from './cell-column';
import type { Column } from './column';
import { CountColumn } from './count-column';
import { DistinctColumn } from './distinct-column';
import { ExtremeColumn } from './extreme-column';
import { SumColumn } from './sum-column';

interface ColumnOf {
  /** What is in its arrays are numbers. */
  readonly isOfNumbers: boolean;
  of(slot: number, second: number | undefined, aggregate: Aggregate): Column;
}

const COLUMNS: Readonly<Record<ColumnKind, ColumnOf>> = {
  counts: { isOfNumbers: false, of: slot => new CountColumn(slot) },
  sums: { isOfNumbers: true, of: (slot, factor) => new SumColumn(slot, factor) },
  smallest: { isOfNumbers: true, of: slot => new ExtremeColumn(slot, -1) },
  largest: { isOfNumbers: true, of: slot => new ExtremeColumn(slot, 1) },
  distinct: { isOfNumbers: false, of: (slot, _, { exactUpTo }) => new DistinctColumn(slot, exactUpTo) },
};

/** Types whose values are numbers. */
const NUMBERS: ReadonlySet<Typed['type']> = new Set(['number', 'integer', 'time'] as const);

/** The column of an aggregate. `slotOf` numbers the columns of an event, `scope` has their types. */
export function columnFor(scope: Scope, aggregate: Aggregate, slotOf: (column: string) => number): Column {
  const inputs = inputsOf(aggregate);
  const [slot, second] = inputs.map(({ column }) => slotOf(column));
  if (slot === undefined) return new CountColumn(undefined);
  const { column } = aggregateOf(aggregate.kind);
  const twin = column && COLUMNS[column];
  const areNumbers = inputTypes(scope, aggregate).every(({ type }) => NUMBERS.has(type));
  if (twin && (areNumbers || !twin.isOfNumbers)) return twin.of(slot, second, aggregate);
  return new CellColumn(accumulatorFor(aggregate), slot, second, inputs[0]!.parameter.takesNull ?? false);
}
