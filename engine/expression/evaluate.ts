import type { Scalar } from '../values';
import type { Expression } from './expression';
import { FUNCTIONS } from './functions/index';
import { EvaluationError } from './functions/scalar-function';

/** What becomes of a value that cannot be computed: it ends the evaluation, or is null. */
export interface EvaluationOptions {
  readonly onBadNumber: 'throw' | 'null';
}

/**
 * Evaluates an expression over a row, in plain steps: the reference for `compile`. Times are numbers of ms.
 *
 * @throws EvaluationError where a value cannot be computed and `onBadNumber` is `throw`.
 */
export function evaluate(
  expression: Expression,
  row: Readonly<Record<string, Scalar | null>>,
  options: EvaluationOptions,
): Scalar | null {
  if (expression.op === 'literal') return expression.value;
  if (expression.op === 'column') return (Object.hasOwn(row, expression.name) ? row[expression.name] : null) ?? null;
  const { fn, args } = expression;
  const valueOf = (arg: Expression): Scalar | null => evaluate(arg, row, options);
  const lazy = evaluateLazily(fn, args, valueOf);
  if (lazy !== undefined) return lazy;
  const known = FUNCTIONS.get(fn)!;
  const values = args.map(valueOf);
  if (!known.takesNull && values.includes(null)) return null;
  try {
    return known.plain(...values);
  } catch (error) {
    if (options.onBadNumber === 'null' && error instanceof EvaluationError) return null;
    throw error;
  }
}

/** Forms that do not evaluate what does not matter; undefined for any other. */
function evaluateLazily(
  fn: string,
  args: readonly Expression[],
  valueOf: (arg: Expression) => Scalar | null,
): Scalar | null | undefined {
  switch (fn) {
    case 'and':
    case 'or': {
      const decisive = fn === 'or';
      const left = valueOf(args[0]!);
      if (left === decisive) return decisive;
      const right = valueOf(args[1]!);
      return right === decisive ? decisive : left === null || right === null ? null : !decisive;
    }
    case 'case':
    case 'if':
      for (let i = 0; i + 1 < args.length; i += 2) if (valueOf(args[i]!) === true) return valueOf(args[i + 1]!);
      return args.length % 2 === 1 ? valueOf(args.at(-1)!) : null;
    case 'coalesce':
      for (const arg of args) {
        const value = valueOf(arg);
        if (value !== null) return value;
      }
      return null;
    default:
      return undefined;
  }
}
