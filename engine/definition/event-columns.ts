import { checkExpression, type LookUp } from '../expression/check';
import { columnsOf, type Expression } from '../expression/expression';
import { printExpression } from '../expression/print';
import { ExpressionProblem } from '../expression/problem';
import { castTo, type Checked } from '../expression/scalar-call';
import type { Typed } from '../expression/type';
import { aggregateNames } from './aggregate-call';
import { typeOfField } from './field-type';
import type { Field } from './fields';
import { lookedUp, lookupMeaning } from './looked-up';
import type { Lookup } from './lookups';
import { ARRIVAL_TIME, type ComputedColumn } from './pipeline';

/** Of a function without a type. */
const UNKNOWN: Typed = { type: 'null', isNullable: true };

/**
 * The columns of an event: its fields, what `derive` names, and what queries compute without a name. Of a result that is read as
 * an event: its keys, its values, and its window's times.
 */
export class EventColumns {
  readonly scope: Record<string, Typed> = Object.create(null) as Record<string, Typed>;
  private readonly computed = new Map<string, ComputedColumn>();

  /**
   * @param derived the names that `derive` gives.
   * @param over the name of the query whose results these are; of events undefined.
   * @param lookups the tables that events may be looked up in.
   */
  constructor(
    readonly fields: Readonly<Record<string, Field>>,
    derived: readonly string[] = [],
    private readonly over?: string,
    private readonly lookups: Readonly<Record<string, Lookup>> = {},
  ) {
    if (over === undefined && !Object.hasOwn(fields, ARRIVAL_TIME) && !derived.includes(ARRIVAL_TIME))
      this.scope[ARRIVAL_TIME] = { type: 'time', isNullable: false };
    for (const [name, field] of Object.entries(fields)) {
      const type = typeOfField(field);
      if (type) this.scope[name] = type;
    }
  }

  get columns(): readonly ComputedColumn[] {
    return [...this.computed.values()];
  }

  /** Those that a definition may name. */
  get names(): string[] {
    return [...Object.keys(this.fields), ...[...this.computed.keys()].filter(name => !name.startsWith('='))];
  }

  /** Where a definition's names are looked for, in words. */
  get place(): string {
    return this.over === undefined ? 'event or derive' : `the results of ${this.over}`;
  }

  has(name: unknown): name is string {
    return typeof name === 'string' && (Object.hasOwn(this.fields, name) || this.computed.has(name));
  }

  /** Whether it is when the event's record arrived, and no column of the definition's. */
  isArrival(name: string): boolean {
    const column = this.computed.get(name);
    return column !== undefined && 'isArrival' in column;
  }

  add(column: ComputedColumn): void {
    this.computed.set(column.name, column);
    if ('expression' in column || 'lookup' in column) this.scope[column.name] = column.type;
    else if ('code' in column && column.type) this.scope[column.name] = { type: column.type, isNullable: true };
  }

  /**
   * An expression over these columns. The name of a column stands for it, whatever characters it has.
   *
   * @throws ExpressionProblem
   */
  check(text: string): Checked {
    if (this.has(text)) return { expression: { op: 'column', name: text }, type: this.typeOf(text) ?? UNKNOWN };
    const checked = this.explained(text, () =>
      checkExpression(text, this.scope, { names: aggregateNames }, this.lookUp),
    );
    if (!this.has(ARRIVAL_TIME) && columnsOf(checked.expression).includes(ARRIVAL_TIME))
      this.add({ name: ARRIVAL_TIME, isArrival: true });
    return checked;
  }

  /** Tells of a function without a type why expressions do not know it. */
  explained<T>(text: string, check: () => T): T {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof ExpressionProblem)) throw error;
      const name = /^[A-Za-z_]\w*/.exec(text.slice(error.at))?.[0];
      if (!this.has(name) || this.typeOf(name) || !error.message.startsWith(`no column ${name}`)) throw error;
      throw new ExpressionProblem(`${name} is a function without a type; write ${name}: code('text', ...)`, error.at);
    }
  }

  /** The name of the column that holds an expression's values. */
  columnOf({ expression, type }: Checked): string {
    if (expression.op === 'column' && !this.isTimeField(expression.name)) return expression.name;
    const name = `=${printExpression(expression)}`;
    this.add({ name, expression, type });
    return name;
  }

  /**
   * An expression that is computed only where a condition holds, and is null elsewhere: what has no value there does no harm. A
   * column alone is at hand anyway.
   */
  guarded(checked: Checked, condition: Expression | undefined): Checked {
    const { expression } = checked;
    if (!condition || expression.op !== 'call') return checked;
    return this.checked({ op: 'call', fn: 'case', args: [condition, expression] });
  }

  /** A checked expression with its type. */
  checked(expression: Expression): Checked {
    if (expression.op === 'column') return { expression, type: this.typeOf(expression.name) ?? UNKNOWN };
    return this.check(printExpression(expression));
  }

  /** As columnOf, of a key: a time is shown as text. */
  keyColumnOf(checked: Checked): string {
    return this.columnOf(checked.type.type === 'time' ? castTo('text', checked) : checked);
  }

  /** What an event finds in a lookup table, as a column of its own. @throws ExpressionProblem */
  readonly lookUp: LookUp = (table, key, column) => {
    if (this.over !== undefined)
      throw new ExpressionProblem(`a query over results looks nothing up; let ${this.over} do it`, table.at);
    const found = lookedUp(this.lookups, table, key, column, checked => this.columnOf(checked));
    this.add(found);
    return { expression: { op: 'column', name: found.name }, type: found.type };
  };

  /** Whether an expression needs a lookup table. */
  looksUp(expression: Expression): boolean {
    return columnsOf(expression).some(name => {
      const column = this.computed.get(name);
      return column && ('lookup' in column || ('expression' in column && this.looksUp(column.expression)));
    });
  }

  /** The type of a bare column, where it has one. */
  typeOf(name: string): Typed | undefined {
    return Object.hasOwn(this.scope, name) ? this.scope[name] : undefined;
  }

  /** The fields and functions that columns come from. */
  sourcesOf(names: Iterable<string>): string[] {
    const sources = new Set<string>();
    const visit = (name: string): void => {
      const column = this.computed.get(name);
      if (column && 'expression' in column) columnsOf(column.expression).forEach(visit);
      else if (column && 'lookup' in column) visit(column.key);
      else sources.add(name);
    };
    for (const name of names) visit(name);
    return [...sources];
  }

  /** What a column means, for a fingerprint. */
  meaningOf(name: string): unknown {
    const column = this.computed.get(name);
    if (column && 'lookup' in column) return this.expanded({ op: 'column', name });
    return column && 'expression' in column ? this.expanded(column.expression) : name;
  }

  /** With derived columns in place of their names: what they are called means nothing. */
  expanded(expression: Expression): Expression {
    if (expression.op === 'literal') return expression;
    if (expression.op === 'call') return { ...expression, args: expression.args.map(arg => this.expanded(arg)) };
    const column = this.computed.get(expression.name);
    if (column && 'lookup' in column) {
      const table: Expression = { op: 'literal', value: lookupMeaning(this.lookups, column) };
      return { op: 'call', fn: 'lookup', args: [table, this.expanded({ op: 'column', name: column.key })] };
    }
    return column && 'expression' in column && column.expression !== expression
      ? this.expanded(column.expression)
      : expression;
  }

  private isTimeField(name: string): boolean {
    return Object.hasOwn(this.fields, name) && this.typeOf(name)?.type === 'time';
  }
}
