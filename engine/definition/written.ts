import { ExpressionProblem, showProblem } from '../expression/problem';
import type { Checked } from '../expression/scalar-call';
import type { ValueType } from '../expression/type';
import type { EventColumns } from './event-columns';
import type { Problem } from './known-keys';
import { showValue } from './show-value';

/** Reads the text of an expression at a path of the definition; undefined, with its mistake said, where it has one. */
export function within<T>(path: string, text: string, problem: Problem, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    // What is one word needs no place.
    problem(/^\w+$/.test(text) ? `${path}: ${error.message}` : showProblem(path, text, error));
    return undefined;
  }
}

/** An expression over an event's columns, of one type if a type is asked for. */
export function checkWritten(
  path: string,
  text: unknown,
  columns: EventColumns,
  problem: Problem,
  needed?: ValueType,
): Checked | undefined {
  if (typeof text !== 'string') {
    problem(`${path}: expected an expression such as 'price > 10': ${showValue(text)}`);
    return undefined;
  }
  const checked = within(path, text, problem, () => columns.check(text));
  if (!checked || needed === undefined || checked.type.type === needed) return checked;
  const { type } = checked.type;
  problem(`${path}: expected ${needed}, ${text} is ${type === 'null' ? 'without a type' : type}`);
  return undefined;
}
