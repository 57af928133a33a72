import type { Expression } from './expression';
import { FUNCTIONS } from './functions/index';
import type { Argument } from './functions/scalar-function';
import { ExpressionProblem } from './problem';
import type { CallSyntax } from './syntax';
import type { Typed } from './type';

/** A checked expression with its type. */
export interface Checked {
  readonly expression: Expression;
  readonly type: Typed;
}

/** Those whose arguments are of one type. */
export const ALIKE: ReadonlySet<string> = new Set(
  '= <> < <= > >= in is_distinct coalesce nullif greatest least case if'.split(' '),
);

/** @throws ExpressionProblem for arguments that the function does not take. */
export function checkedCall(call: CallSyntax, args: readonly Checked[]): Checked {
  return called(call.fn, withTimes(call, args), call.at);
}

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

function called(fn: string, args: readonly Checked[], at: number): Checked {
  const type = FUNCTIONS.get(fn)!.typeOf(args.map(argumentOf));
  if (typeof type === 'string') throw new ExpressionProblem(type, at);
  return { expression: { op: 'call', fn, args: args.map(({ expression }) => expression) }, type };
}

/** As a function's signature sees it. */
export function argumentOf({ expression, type }: Checked): Argument {
  return { ...type, ...(expression.op === 'literal' && { value: expression.value }) };
}
