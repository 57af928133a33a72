import type { Scalar } from '../../values';
import type { Typed, ValueType } from '../type';

/** What is known of an argument when a definition is loaded. */
export interface Argument extends Typed {
  /** Of a literal. */
  readonly value?: Scalar | null;
}

/** A function of one row's values. Whoever adds one adds it here and to the list of its family. */
export interface ScalarFunction {
  readonly name: string;
  /** The type of its result, or what is wrong with the arguments. */
  typeOf(args: readonly Argument[]): Typed | string;
  /** Called only where no argument is null, unless `takesNull`. Throws an EvaluationError for what has no result. */
  plain(...args: (Scalar | null)[]): Scalar | null;
  readonly takesNull?: boolean;
}

/** Why a value cannot be computed: the event's quarantine, or null after aggregation. One short line. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

/** What is wrong with a literal, where every row would fail by it. */
export function problemOf(use: () => unknown): string | undefined {
  try {
    use();
    return undefined;
  } catch (error) {
    if (error instanceof EvaluationError) return error.message;
    throw error;
  }
}

/** Longest text that a function gives, UTF-16 units. */
export const RESULT_TEXT_MAX = 65_536;

export type Accepts = ValueType | 'any';

/** Whether a value of one type may stand where another is needed: an integer is a number, NULL is of any type. */
export function isAccepted(given: Typed['type'], needed: Accepts): boolean {
  return given === 'null' || needed === 'any' || given === needed || (given === 'integer' && needed === 'number');
}

interface Signature {
  readonly name: string;
  readonly takes: readonly Accepts[];
  /** How many of `takes` may be left out at the end. @default 0 */
  readonly optional?: number;
  /** The last of `takes` may be repeated. */
  readonly repeats?: boolean;
  readonly gives: ValueType | ((args: readonly Argument[]) => Typed | string);
  /** The result may be null though no argument is. */
  readonly mayBeNull?: boolean;
  readonly takesNull?: boolean;
  readonly plain: (...args: never[]) => Scalar | null;
}

/** A function whose arguments are of fixed types. */
export function scalarFunction(signature: Signature): ScalarFunction {
  const { name, gives, mayBeNull = false, takesNull = false, plain } = signature;
  return {
    name,
    takesNull,
    plain: plain as ScalarFunction['plain'],
    typeOf(args) {
      const problem = misfit(signature, args);
      if (problem !== undefined) return problem;
      if (typeof gives === 'function') return gives(args);
      return { type: gives, isNullable: mayBeNull || (!takesNull && args.some(arg => arg.isNullable)) };
    },
  };
}

function misfit({ name, takes, optional = 0, repeats }: Signature, args: readonly Argument[]): string | undefined {
  const [least, most] = [takes.length - optional, repeats ? Infinity : takes.length];
  if (args.length < least || args.length > most) {
    const count = least === most ? String(least) : most === Infinity ? `${least} or more` : `${least} to ${most}`;
    return `${name} takes ${count} ${count === '1' ? 'argument' : 'arguments'}, got ${args.length}`;
  }
  for (const [i, { type }] of args.entries()) {
    const needed = takes[Math.min(i, takes.length - 1)]!;
    if (!isAccepted(type, needed))
      return `${name} needs ${needed}${args.length > 1 ? ` as argument ${i + 1}` : ''}, got ${type}`;
  }
  return undefined;
}

/** The one type of several values; a problem where they have none in common. */
export function commonType(name: string, args: readonly Argument[]): Typed | string {
  let type: Typed['type'] = 'null';
  for (const arg of args) {
    if (arg.type === 'null' || arg.type === type) continue;
    if (type === 'null') type = arg.type;
    else if (isAccepted(type, arg.type as ValueType)) type = arg.type;
    else if (!isAccepted(arg.type, type)) return `${name} mixes ${type} and ${arg.type}`;
  }
  return { type, isNullable: args.some(arg => arg.isNullable) };
}
