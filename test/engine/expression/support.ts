import { type Aggregates, checkExpression } from '../../../engine/expression/check';
import { compile } from '../../../engine/expression/compile';
import { evaluate, type EvaluationOptions } from '../../../engine/expression/evaluate';
import { EvaluationError } from '../../../engine/expression/functions/scalar-function';
import { printExpression } from '../../../engine/expression/print';
import type { Checked } from '../../../engine/expression/scalar-call';
import type { Scope } from '../../../engine/expression/type';
import type { Scalar } from '../../../engine/values';

export type Row = Readonly<Record<string, Scalar | null>>;

/** Columns of every type; those called maybe may be null. */
export const SCOPE: Scope = {
  name: { type: 'text', isNullable: false },
  note: { type: 'text', isNullable: true },
  price: { type: 'number', isNullable: false },
  discount: { type: 'number', isNullable: true },
  quantity: { type: 'integer', isNullable: false },
  stock: { type: 'integer', isNullable: true },
  paid: { type: 'boolean', isNullable: false },
  gift: { type: 'boolean', isNullable: true },
  at: { type: 'time', isNullable: false },
  sent: { type: 'time', isNullable: true },
};

export const AGGREGATES: Aggregates = {
  names: ['count', 'sum', 'avg', 'max', 'top_k', 'first_value', 'last_value'],
  treatingNulls: ['first_value', 'last_value'],
  check(call, args) {
    const { fn } = call;
    if (fn === 'top_k') return { call, type: { list: args[0]!.type } };
    const wrong = fn === 'sum' && args.find(({ type }) => type !== 'number' && type !== 'integer');
    return wrong
      ? `sum needs number, got ${wrong.type}`
      : { call, type: { type: 'number', isNullable: fn !== 'count' } };
  },
};

export function checked(text: string): Checked {
  return checkExpression(text, SCOPE, AGGREGATES);
}

/** What both evaluations give, or the message of the error of both; that they agree is expected. */
export function outcome(text: string, row: Row = {}, onBadNumber: EvaluationOptions['onBadNumber'] = 'throw'): unknown {
  const { expression } = checked(text);
  const plain = messageOr(() => evaluate(expression, row, { onBadNumber }));
  const compiled = messageOr(compile(expression, name => () => row[name] ?? null, { onBadNumber }));
  expect(compiled).toBe(plain);
  return plain;
}

/** A value, or the message of what is thrown in its place. */
export function messageOr(value: () => Scalar | null): Scalar | null {
  try {
    return value();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return error.message;
  }
}

export type Answer = readonly [text: string, answer: Scalar | null];

/** As `outcome`; that the canonical text means the same is expected. */
export function answerOf(text: string, row: Row = {}): unknown {
  const canonical = printExpression(checked(text).expression);
  expect(checked(canonical)).toEqual(checked(text));
  expect(printExpression(checked(canonical).expression)).toBe(canonical);
  return outcome(text, row);
}
