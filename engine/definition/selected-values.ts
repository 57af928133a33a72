import type { AggregateType } from '../accumulators/aggregate-function';
import { aggregateOf } from '../accumulators/index';
import { checkResult, type CheckedResult } from '../expression/check';
import { ExpressionProblem } from '../expression/problem';
import type { AggregateCall, Expression } from '../expression/expression';
import { printCall } from '../expression/print';
import type { Scope, Typed } from '../expression/type';
import { aggregateOfCall, aggregateTypes, callOf } from './aggregate-call';
import { type Aggregate, type Input, inputsOf } from './aggregates';
import { inputType } from './column-type';
import type { EventColumns } from './event-columns';
import type { ResultValue } from './pipeline';

/** Columns of every result: when its window begins and ends. */
const WINDOW: Scope = {
  window_start: { type: 'time', isNullable: false },
  window_end: { type: 'time', isNullable: false },
};

/** What a query selects, and the aggregates that it takes, each once. */
export class SelectedValues {
  readonly aggregates: Record<string, Aggregate> = {};
  readonly values: Record<string, ResultValue> = {};
  private readonly results: Record<string, Typed>;

  /**
   * @param keys the types of the keys, where they have one.
   * @param isShared whether events of other sources count in the query too, which leave these aggregates as they are.
   */
  constructor(
    private readonly columns: EventColumns,
    private readonly where: Expression | undefined,
    keys: Scope,
    private readonly isShared = false,
  ) {
    this.results = Object.assign(Object.create(null) as Record<string, Typed>, WINDOW, keys);
  }

  /** Values that are known, for others over them. */
  static of(values: Readonly<Record<string, ResultValue>>, columns: EventColumns, keys: Scope): SelectedValues {
    const selected = new SelectedValues(columns, undefined, keys);
    for (const [name, value] of Object.entries(values)) selected.add(name, value);
    return selected;
  }

  /**
   * An expression over aggregates, keys and the values before it.
   *
   * @throws ExpressionProblem
   */
  check(text: string): CheckedResult {
    const { columns, results } = this;
    const checked = columns.explained(text, () =>
      checkResult(text, columns.scope, aggregateTypes, results, columns.lookUp),
    );
    for (const call of checked.calls) this.take(call);
    return checked;
  }

  /** @throws ExpressionProblem */
  addText(name: string, text: string): void {
    const { expression, type } = this.check(text);
    this.add(name, { expression, type });
  }

  /**
   * What a builder such as `avg('price')` gives.
   *
   * @throws ExpressionProblem
   */
  addBuilt(name: string, aggregate: Aggregate): void {
    const inputs = inputsOf(aggregate);
    const call = callOf(
      aggregate,
      inputs.map(({ column }) => this.columns.check(column).expression),
    );
    const type = aggregateOf(aggregate.kind).typeOf(inputs.map(input => this.typeOfInput(input)));
    if (typeof type === 'string') throw new ExpressionProblem(`${aggregate.kind} ${type}`, 0);
    this.take(call);
    this.add(name, { expression: { op: 'column', name: printCall(call) }, type });
  }

  private typeOfInput(input: Input): Typed {
    const { scope } = this.columns;
    return this.columns.has(input.column) ? inputType(scope, input) : this.columns.check(input.column).type;
  }

  private add(name: string, value: ResultValue): void {
    this.values[name] = value;
    if (!isList(value.type)) this.results[name] = value.type;
  }

  private take(call: AggregateCall): void {
    const text = printCall(call);
    if (text in this.results) throw new ExpressionProblem(`${text} is the name of a key too; give the key another`, 0);
    this.aggregates[text] ??= aggregateOfCall(call, this.isShared, input => this.inputOf(input, call.filter));
  }

  /** The column of an input, which is null where the filter does not hold. */
  private inputOf(input: Expression, filter: Expression | undefined): string {
    const { columns, where } = this;
    const filtered: Expression = filter ? { op: 'call', fn: 'case', args: [filter, input] } : input;
    return columns.columnOf(columns.guarded(columns.checked(filtered), where));
  }
}

const isList = (type: AggregateType): type is { readonly list: Typed['type'] } => 'list' in type;
