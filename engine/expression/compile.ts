import type { Scalar } from '../values';
import { evaluate, type EvaluationOptions } from './evaluate';
import { columnsOf, type Expression } from './expression';
import { FUNCTIONS } from './functions/index';
import { EvaluationError } from './functions/scalar-function';

/** Reads a value of the row that is being looked at. */
export type Reader = () => Scalar | null;

/**
 * Compiles an expression to closures over the readers of its columns: nothing of it becomes source text. Each call evaluates it
 * over the row that the readers are at.
 *
 * @param column gives the reader of a column; asked once a use.
 * @throws EvaluationError, by the returned function, as `evaluate` does.
 */
export function compile(expression: Expression, column: (name: string) => Reader, options: EvaluationOptions): Reader {
  if (expression.op === 'column') return column(expression.name);
  if (expression.op === 'literal') {
    const { value } = expression;
    return () => value;
  }
  if (columnsOf(expression).length === 0) return constant(expression, options);
  const args = expression.args.map(arg => compile(arg, column, options));
  return lazily(expression.fn, args) ?? guarded(strictly(expression.fn, args), options);
}

/** Computed once; what it throws is thrown at each call. */
function constant(expression: Expression, options: EvaluationOptions): Reader {
  try {
    const value = evaluate(expression, {}, options);
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function guarded(reader: Reader, { onBadNumber }: EvaluationOptions): Reader {
  if (onBadNumber === 'throw') return reader;
  return () => {
    try {
      return reader();
    } catch (error) {
      if (error instanceof EvaluationError) return null;
      throw error;
    }
  };
}

function lazily(fn: string, args: readonly Reader[]): Reader | undefined {
  const [first, second] = args as [Reader, Reader];
  switch (fn) {
    case 'and':
      return () => {
        const left = first();
        if (left === false) return false;
        const right = second();
        return right === false ? false : left === null || right === null ? null : true;
      };
    case 'or':
      return () => {
        const left = first();
        if (left === true) return true;
        const right = second();
        return right === true ? true : left === null || right === null ? null : false;
      };
    case 'case':
    case 'if':
      return () => {
        let i = 0;
        for (; i + 1 < args.length; i += 2) if (args[i]!() === true) return args[i + 1]!();
        return i < args.length ? args[i]!() : null;
      };
    case 'coalesce':
      return () => {
        for (let i = 0; i < args.length; i++) {
          const value = args[i]!();
          if (value !== null) return value;
        }
        return null;
      };
    default:
      return undefined;
  }
}

/** Operators that most expressions are made of, without a call of `plain` each. */
function strictly(fn: string, args: readonly Reader[]): Reader {
  const [first, second] = args as [Reader, Reader];
  switch (fn) {
    case '=':
      return () => {
        const [a, b] = [first(), second()];
        return a === null || b === null ? null : a === b;
      };
    case '<>':
      return () => {
        const [a, b] = [first(), second()];
        return a === null || b === null ? null : a !== b;
      };
    case '<':
      return () => {
        const [a, b] = [first(), second()];
        return a === null || b === null ? null : a < b;
      };
    case '>':
      return () => {
        const [a, b] = [first(), second()];
        return a === null || b === null ? null : a > b;
      };
    case 'not':
      return () => {
        const a = first();
        return a === null ? null : !a;
      };
    case 'is_null':
      return () => first() === null;
    default:
      return byPlain(fn, args);
  }
}

function byPlain(fn: string, args: readonly Reader[]): Reader {
  const { plain, takesNull } = FUNCTIONS.get(fn)!;
  const [first, second] = args as [Reader, Reader];
  if (args.length === 1 && !takesNull)
    return () => {
      const a = first();
      return a === null ? null : plain(a);
    };
  if (args.length === 2 && !takesNull)
    return () => {
      const a = first();
      const b = second();
      return a === null || b === null ? null : plain(a, b);
    };
  return () => {
    const values = args.map(arg => arg());
    return !takesNull && values.includes(null) ? null : plain(...values);
  };
}
