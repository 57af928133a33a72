import type { Scalar } from '../../values';
import type { Typed } from '../type';
import {
  type Argument,
  commonType,
  EvaluationError,
  isAccepted,
  RESULT_TEXT_MAX,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function';

/** A finite number. @throws EvaluationError */
export function finite(value: number, what: string): number {
  if (!Number.isFinite(value)) throw new EvaluationError(`${what} gives no finite number`);
  return value + 0;
}

function typeOfArithmetic(symbol: string, [a, b]: readonly Argument[]): Typed | string {
  const isNullable = a!.isNullable || b!.isNullable;
  const [left, right] = [a!.type, b!.type];
  if (left === 'time' && right === 'time' && symbol === '-') return { type: 'number', isNullable };
  if (left === 'time' && (symbol === '+' || symbol === '-') && isAccepted(right, 'number'))
    return { type: 'time', isNullable };
  if (right === 'time' && symbol === '+' && isAccepted(left, 'number')) return { type: 'time', isNullable };
  for (const type of [left, right])
    if (!isAccepted(type, 'number'))
      return `${symbol} needs numbers, got ${left} and ${right}${symbol === '+' && type === 'text' ? '; texts are joined by ||' : ''}`;
  const areIntegers = [left, right].every(type => type === 'integer' || type === 'null');
  return { type: symbol !== '/' && areIntegers ? 'integer' : 'number', isNullable };
}

function arithmetic(symbol: string, compute: (a: number, b: number) => number): ScalarFunction {
  return {
    name: symbol,
    typeOf: args => typeOfArithmetic(symbol, args),
    plain: (a, b) => finite(compute(a as number, b as number), `${String(a)} ${symbol} ${String(b)}`),
  };
}

function comparison(symbol: string, compare: (a: Scalar, b: Scalar) => boolean): ScalarFunction {
  return {
    name: symbol,
    typeOf(args) {
      const common = commonType(symbol, args);
      if (typeof common === 'string') return `cannot compare ${args[0]!.type} with ${args[1]!.type}`;
      return { type: 'boolean', isNullable: common.isNullable };
    },
    plain: (a, b) => compare(a!, b!),
  };
}

/** @throws EvaluationError for a length that no text may have. */
export function boundLength(length: number): void {
  if (length > RESULT_TEXT_MAX)
    throw new EvaluationError(`a text of ${length} characters is longer than ${RESULT_TEXT_MAX}`);
}

/** Texts joined, the separator between them. @throws EvaluationError where that is too long, before it is made. */
export function joined(texts: readonly string[], separator = ''): string {
  boundLength(texts.reduce((sum, { length }) => sum + length, (texts.length - 1) * separator.length));
  return texts.join(separator);
}

const booleans = (name: string): ScalarFunction => ({
  name,
  takesNull: true,
  typeOf(args) {
    const wrong = args.find(({ type }) => !isAccepted(type, 'boolean'));
    return wrong
      ? `${name} needs conditions, got ${wrong.type}`
      : { type: 'boolean', isNullable: args.some(arg => arg.isNullable) };
  },
  plain: (a, b) => (name === 'and' ? three(a, b, false) : three(a, b, true)),
});

/** Three-valued: one decisive value decides, else null is not known. */
function three(a: Scalar | null, b: Scalar | null, decisive: boolean): boolean | null {
  if (a === decisive || b === decisive) return decisive;
  return a === null || b === null ? null : !decisive;
}

/** Texts compare by UTF-16 units. */
export const OPERATORS: readonly ScalarFunction[] = [
  arithmetic('+', (a, b) => a + b),
  arithmetic('-', (a, b) => a - b),
  arithmetic('*', (a, b) => a * b),
  arithmetic('/', (a, b) => a / b),
  arithmetic('%', (a, b) => a % b),
  comparison('=', (a, b) => a === b),
  comparison('<>', (a, b) => a !== b),
  comparison('<', (a, b) => a < b),
  comparison('<=', (a, b) => a <= b),
  comparison('>', (a, b) => a > b),
  comparison('>=', (a, b) => a >= b),
  booleans('and'),
  booleans('or'),
  scalarFunction({ name: 'not', takes: ['boolean'], gives: 'boolean', plain: (a: boolean) => !a }),
  scalarFunction({
    name: 'negate',
    takes: ['number'],
    gives: ([arg]) => ({ type: arg!.type, isNullable: arg!.isNullable }),
    plain: (a: number) => 0 - a,
  }),
  {
    name: '||',
    typeOf(args) {
      const wrong = args.find(({ type }) => !isAccepted(type, 'text'));
      if (!wrong) return { type: 'text', isNullable: args.some(arg => arg.isNullable) };
      const hint = wrong.type === 'boolean' ? 'conditions are joined by or' : 'concat takes values of any type';
      return `|| joins texts, got ${wrong.type}; ${hint}`;
    },
    plain: (a, b) => joined([a as string, b as string]),
  },
  scalarFunction({
    name: 'is_null',
    takes: ['any'],
    gives: 'boolean',
    takesNull: true,
    plain: (a: Scalar | null) => a === null,
  }),
  scalarFunction({
    name: 'is_true',
    takes: ['boolean'],
    gives: 'boolean',
    takesNull: true,
    plain: (a: Scalar | null) => a === true,
  }),
  scalarFunction({
    name: 'is_distinct',
    takes: ['any', 'any'],
    takesNull: true,
    gives(args) {
      const common = commonType('is distinct from', args);
      return typeof common === 'string' ? common : { type: 'boolean', isNullable: false };
    },
    plain: (a: Scalar | null, b: Scalar | null) => a !== b,
  }),
  {
    name: 'in',
    takesNull: true,
    typeOf(args) {
      if (args.length < 2) return 'in needs at least one value';
      const common = commonType('in', args);
      return typeof common === 'string' ? common : { type: 'boolean', isNullable: common.isNullable };
    },
    plain(value, ...list) {
      if (value === null) return null;
      if (list.includes(value)) return true;
      return list.includes(null) ? null : false;
    },
  },
];
