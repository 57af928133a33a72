import type { AggregateType } from '../accumulators/aggregate-function';
import type { Scalar } from '../values';
import { didYouMean } from '../text/nearest-name';
import { quoted } from '../text/quoted';
import type { AggregateCall, Expression } from './expression';
import { FUNCTION_NAMES, FUNCTIONS } from './functions/index';
import type { Argument } from './functions/scalar-function';
import { parseExpression } from './parse';
import { printCall } from './print';
import { ExpressionProblem } from './problem';
import { ALIKE, argumentOf, type Checked, checkedCall } from './scalar-call';
import type { CallSyntax, ColumnSyntax, LookupSyntax, NameAt, Syntax } from './syntax';
import type { Scope, Typed } from './type';

/** The aggregates that may be called, as the checker needs them. */
export interface Aggregates {
  readonly names: readonly string[];
  /** Those that may respect nulls. */
  readonly treatingNulls: readonly string[];
  /** A call as it is written in one way only, with the type of its value; or what is wrong with it. */
  check(call: AggregateCall, args: readonly Argument[]): CheckedCall | string;
}

/** What an event finds under a key of a lookup table. @throws ExpressionProblem */
export type LookUp = (table: NameAt, key: Checked, column: NameAt) => Checked;

const noTables: LookUp = ({ name, at }) => {
  throw new ExpressionProblem(`no lookup table ${shownName(name)}: the definition has no lookups`, at);
};

export interface CheckedCall {
  readonly call: AggregateCall;
  readonly type: AggregateType;
}

/** A checked expression over aggregates. */
export interface CheckedResult {
  /** The aggregates it needs, each once; columns of `expression` have their canonical texts as names. */
  readonly calls: readonly AggregateCall[];
  readonly expression: Expression;
  readonly type: AggregateType;
}

/**
 * Checks an expression over the columns of an event.
 *
 * @throws ExpressionProblem
 */
export function checkExpression(
  text: string,
  scope: Scope,
  aggregates: Pick<Aggregates, 'names'>,
  lookUp = noTables,
): Checked {
  return new EventChecker(scope, lookUp, aggregates.names).check(parseExpression(text));
}

/**
 * Checks an expression over aggregates of an event's columns, and over `results`: keys and values that are known by then.
 *
 * @throws ExpressionProblem
 */
export function checkResult(
  text: string,
  scope: Scope,
  aggregates: Aggregates,
  results: Scope,
  lookUp = noTables,
): CheckedResult {
  const checker = new ResultChecker(scope, aggregates, results, lookUp);
  const syntax = parseExpression(text);
  const list = checker.listOf(syntax);
  if (list) return list;
  const { expression, type } = checker.check(syntax);
  return { calls: checker.calls, expression, type };
}

/** Checks types from the leaves up. */
abstract class Checker {
  constructor(protected readonly aggregateNames: readonly string[]) {}

  check(syntax: Syntax): Checked {
    switch (syntax.op) {
      case 'column':
        return this.column(syntax);
      case 'literal':
        return { expression: { op: 'literal', value: syntax.value }, type: typeOfLiteral(syntax.value) };
      case 'call':
        return this.isAggregate(syntax) ? this.aggregate(syntax) : this.call(syntax);
      case 'lookup':
        return this.lookup(syntax);
    }
  }

  protected abstract column(column: ColumnSyntax): Checked;
  protected abstract aggregate(call: CallSyntax): Checked;
  protected abstract lookup(lookup: LookupSyntax): Checked;

  protected isAggregate({ fn }: CallSyntax): boolean {
    return this.aggregateNames.includes(fn);
  }

  private call(call: CallSyntax): Checked {
    const { fn, at } = call;
    if (!FUNCTIONS.has(fn)) {
      const hint = didYouMean(fn, [...FUNCTION_NAMES, ...this.aggregateNames]);
      throw new ExpressionProblem(`no function ${shownName(fn)}${hint}`, at);
    }
    if (call.isStar) throw new ExpressionProblem(`${fn}(*) means nothing`, at);
    if (call.isDistinct) throw new ExpressionProblem(`${fn} is no aggregate, so distinct means nothing in it`, at);
    if (call.filter) throw new ExpressionProblem(`${fn} is no aggregate, so it has no filter`, at);
    if (call.nulls)
      throw new ExpressionProblem(`${fn} is no aggregate, so ${call.nulls.word} nulls means nothing`, call.nulls.at);
    const args = call.args.map(arg => this.check(arg));
    return this.checked(checkedCall(call, args));
  }

  protected checked(call: Checked): Checked {
    return call;
  }
}

class EventChecker extends Checker {
  constructor(
    private readonly scope: Scope,
    private readonly lookUp: LookUp,
    aggregateNames: readonly string[],
    private readonly inside?: string,
  ) {
    super(aggregateNames);
  }

  protected column(column: ColumnSyntax): Checked {
    const { name } = column;
    const type = Object.hasOwn(this.scope, name) ? this.scope[name] : undefined;
    if (type) return { expression: { op: 'column', name }, type };
    throw noColumn(column, Object.keys(this.scope));
  }

  protected aggregate({ fn, at }: CallSyntax): Checked {
    const why =
      this.inside === undefined
        ? 'is an aggregate: it can stand in select, having and top only'
        : `is an aggregate inside of the aggregate ${this.inside}`;
    throw new ExpressionProblem(`${fn} ${why}`, at);
  }

  protected lookup({ table, key, column }: LookupSyntax): Checked {
    return this.lookUp(table, this.check(key), column);
  }
}

class ResultChecker extends Checker {
  readonly calls: AggregateCall[] = [];

  constructor(
    private readonly scope: Scope,
    private readonly aggregates: Aggregates,
    private readonly results: Scope,
    private readonly lookUp: LookUp,
  ) {
    super(aggregates.names);
  }

  /** A call alone whose value is a list. */
  listOf(syntax: Syntax): CheckedResult | undefined {
    if (syntax.op !== 'call' || !this.isAggregate(syntax)) return undefined;
    const { call, type } = this.aggregateOf(syntax);
    return 'list' in type ? { calls: [call], expression: columnOf(call), type } : undefined;
  }

  /** After aggregation what cannot be computed is null. */
  protected override checked({ expression, type }: Checked): Checked {
    const isTotal = expression.op !== 'call' || ALIKE.has(expression.fn) || TOTAL.has(expression.fn);
    return { expression, type: { ...type, isNullable: type.isNullable || !isTotal } };
  }

  protected column(column: ColumnSyntax): Checked {
    const { name, at } = column;
    const type = Object.hasOwn(this.results, name) ? this.results[name] : undefined;
    if (type) return { expression: { op: 'column', name }, type };
    if (Object.hasOwn(this.scope, name))
      throw new ExpressionProblem(
        `${shownName(name)} has a value for each event; aggregate it, as in max(${shownName(name)}), or group by it`,
        at,
      );
    throw noColumn(column, [...Object.keys(this.results), ...Object.keys(this.scope)]);
  }

  protected aggregate(syntax: CallSyntax): Checked {
    const { call, type } = this.aggregateOf(syntax);
    if ('list' in type) throw new ExpressionProblem(`${syntax.fn} gives a list, which no expression takes`, syntax.at);
    return { expression: columnOf(call), type };
  }

  protected lookup({ at }: LookupSyntax): Checked {
    const what = 'lookup finds a value for each event; aggregate it, as in max(lookup(...).price), or group by it';
    throw new ExpressionProblem(what, at);
  }

  private aggregateOf(syntax: CallSyntax): CheckedCall {
    const { fn, at, isDistinct = false, nulls } = syntax;
    const inside = new EventChecker(this.scope, this.lookUp, this.aggregateNames, fn);
    const args = syntax.args.map(arg => inside.check(arg));
    const filter = syntax.filter && inside.check(syntax.filter);
    if (filter && filter.type.type !== 'boolean' && filter.type.type !== 'null')
      throw new ExpressionProblem(`filter needs a condition, got ${filter.type.type}`, syntax.filter!.at);
    if (args.length === 0 && !syntax.isStar) throw new ExpressionProblem(`${fn} needs an argument`, at);
    const { treatingNulls } = this.aggregates;
    if (nulls && !treatingNulls.includes(fn))
      throw new ExpressionProblem(`only ${treatingNulls.join(' and ')} take ${nulls.word} nulls`, nulls.at);
    const written: AggregateCall = {
      fn,
      args: args.map(({ expression }) => expression),
      isDistinct,
      ...(nulls?.word === 'respect' && { respectsNulls: true }),
      ...(filter && { filter: filter.expression }),
    };
    const checked = this.aggregates.check(written, args.map(argumentOf));
    if (typeof checked === 'string') throw new ExpressionProblem(checked, at);
    if (!this.calls.some(known => printCall(known) === printCall(checked.call))) this.calls.push(checked.call);
    return checked;
  }
}

const columnOf = (call: AggregateCall): Expression => ({ op: 'column', name: printCall(call) });

function typeOfLiteral(value: Scalar | null): Typed {
  if (value === null) return { type: 'null', isNullable: true };
  if (typeof value === 'string') return { type: 'text', isNullable: false };
  if (typeof value === 'boolean') return { type: 'boolean', isNullable: false };
  return { type: Number.isSafeInteger(value) ? 'integer' : 'number', isNullable: false };
}

/** Others that have a value for every one that is not null. */
const TOTAL: ReadonlySet<string> = new Set('and or not is_null abs sign floor ceil'.split(' '));

function noColumn({ name, at, isQuoted }: ColumnSyntax, known: readonly string[]): ExpressionProblem {
  const hint = didYouMean(name, known) || (isQuoted ? '; a text is written in single quotes' : '');
  return new ExpressionProblem(`no column ${shownName(name)}${hint}`, at);
}

const shownName = (name: string): string => (/^\w{1,60}$/.test(name) ? name : quoted(name));
