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
import type { CallSyntax, ColumnSyntax, Syntax } from './syntax';
import type { Scope, Typed } from './type';

/** A checked expression with its type. */
export interface Checked {
  readonly expression: Expression;
  readonly type: Typed;
}

/** The aggregates that may be called, as the checker needs them. */
export interface Aggregates {
  readonly names: readonly string[];
  /** The type of a call, or what is wrong with it. */
  typeOf(call: AggregateCall, args: readonly Argument[]): AggregateType | string;
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
export function checkExpression(text: string, scope: Scope, aggregates: Pick<Aggregates, 'names'>): Checked {
  return new EventChecker(scope, aggregates.names).check(parseExpression(text));
}

/**
 * Checks an expression over aggregates of an event's columns, and over `results`: keys and values that are known by then.
 *
 * @throws ExpressionProblem
 */
export function checkResult(text: string, scope: Scope, aggregates: Aggregates, results: Scope): CheckedResult {
  const checker = new ResultChecker(scope, aggregates, results);
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
    }
  }

  protected abstract column(column: ColumnSyntax): Checked;
  protected abstract aggregate(call: CallSyntax): Checked;

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
    const args = call.args.map(arg => this.check(arg));
    return this.checked(called(fn, withTimes(call, args), at));
  }

  protected checked(call: Checked): Checked {
    return call;
  }
}

class EventChecker extends Checker {
  constructor(
    private readonly scope: Scope,
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
}

class ResultChecker extends Checker {
  readonly calls: AggregateCall[] = [];

  constructor(
    private readonly scope: Scope,
    private readonly aggregates: Aggregates,
    private readonly results: Scope,
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

  private aggregateOf(syntax: CallSyntax): { readonly call: AggregateCall; readonly type: AggregateType } {
    const { fn, at, isDistinct = false } = syntax;
    const inside = new EventChecker(this.scope, this.aggregateNames, fn);
    const args = syntax.args.map(arg => inside.check(arg));
    const filter = syntax.filter && inside.check(syntax.filter);
    if (filter && filter.type.type !== 'boolean' && filter.type.type !== 'null')
      throw new ExpressionProblem(`filter needs a condition, got ${filter.type.type}`, syntax.filter!.at);
    if (args.length === 0 && !syntax.isStar) throw new ExpressionProblem(`${fn} needs an argument`, at);
    const expressions = args.map(({ expression }) => expression);
    const call: AggregateCall = { fn, args: expressions, isDistinct, ...(filter && { filter: filter.expression }) };
    const type = this.aggregates.typeOf(call, args.map(argumentOf));
    if (typeof type === 'string') throw new ExpressionProblem(type, at);
    if (!this.calls.some(known => printCall(known) === printCall(call))) this.calls.push(call);
    return { call, type };
  }
}

const columnOf = (call: AggregateCall): Expression => ({ op: 'column', name: printCall(call) });

function argumentOf({ expression, type }: Checked): Argument {
  return { ...type, ...(expression.op === 'literal' && { value: expression.value }) };
}

function typeOfLiteral(value: Scalar | null): Typed {
  if (value === null) return { type: 'null', isNullable: true };
  if (typeof value === 'string') return { type: 'text', isNullable: false };
  if (typeof value === 'boolean') return { type: 'boolean', isNullable: false };
  return { type: Number.isSafeInteger(value) ? 'integer' : 'number', isNullable: false };
}

/** Those whose arguments are of one type. */
const ALIKE: ReadonlySet<string> = new Set(
  '= <> < <= > >= in is_distinct coalesce nullif greatest least case if'.split(' '),
);

/** Others that have a value for every one that is not null. */
const TOTAL: ReadonlySet<string> = new Set('and or not is_null abs sign floor ceil'.split(' '));

/**
 * Texts beside times are read as times, a time is moved by whole ms only, and what is made of a time is told that it is one.
 */
function withTimes({ fn, args: written }: CallSyntax, args: readonly Checked[]): readonly Checked[] {
  if (!args.some(isTime)) return args;
  const cast = (type: 'time' | 'text' | 'integer', isMeant: (arg: Checked) => boolean): readonly Checked[] =>
    args.map((arg, i) => (isMeant(arg) ? castTo(type, arg, written[i]!.at) : arg));
  if (fn === 'cast' || fn === 'try_cast') return [...args, literal('time')];
  if (fn === 'concat') return cast('text', isTime);
  if (fn === '+' || fn === '-') return cast('integer', ({ type }) => type.type === 'number');
  return ALIKE.has(fn)
    ? cast('time', ({ expression, type }) => expression.op === 'literal' && type.type === 'text')
    : args;
}

const isTime = ({ type }: Checked): boolean => type.type === 'time';

function literal(value: string): Checked {
  return { expression: { op: 'literal', value }, type: { type: 'text', isNullable: false } };
}

/**
 * As `cast(x as type)`, of an expression that stands at an offset.
 *
 * @throws ExpressionProblem where a literal cannot be cast.
 */
export function castTo(type: 'time' | 'text' | 'integer', value: Checked, at = 0): Checked {
  const args = [value, literal(type), ...(isTime(value) ? [literal('time')] : [])];
  return called('cast', args, at);
}

/** @throws ExpressionProblem for arguments that the function does not take. */
function called(fn: string, args: readonly Checked[], at: number): Checked {
  const type = FUNCTIONS.get(fn)!.typeOf(args.map(argumentOf));
  if (typeof type === 'string') throw new ExpressionProblem(type, at);
  return { expression: { op: 'call', fn, args: args.map(({ expression }) => expression) }, type };
}

function noColumn({ name, at, isQuoted }: ColumnSyntax, known: readonly string[]): ExpressionProblem {
  const hint = didYouMean(name, known) || (isQuoted ? '; a text is written in single quotes' : '');
  return new ExpressionProblem(`no column ${shownName(name)}${hint}`, at);
}

const shownName = (name: string): string => (/^\w{1,60}$/.test(name) ? name : quoted(name));
