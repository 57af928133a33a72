import type { Scalar } from '../../values';
import { isoTimeMs, isoTimeProblem } from '../../text/iso-time';
import { quoted } from '../../text/quoted';
import type { Typed, ValueType } from '../type';
import { wholeOf } from './numbers';
import { textOf } from './texts';
import { calendarTime } from './time-range';
import { type Argument, EvaluationError, problemOf, type ScalarFunction } from './scalar-function';

/** From which types each can be made. */
const FROM: Readonly<Record<ValueType, readonly ValueType[]>> = {
  text: ['text', 'number', 'integer', 'boolean', 'time'],
  number: ['text', 'number', 'integer', 'boolean'],
  integer: ['text', 'number', 'integer', 'boolean'],
  boolean: ['text', 'boolean', 'integer'],
  time: ['text', 'time'],
};
const HINTS: Readonly<Record<string, string>> = {
  'time number': '; epoch gives one',
  'time integer': '; epoch_ms gives one',
  'number time': '; from_epoch gives one',
  'integer time': '; from_epoch gives one',
};
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function typeOf(name: string, [value, target]: readonly Argument[]): Typed | string {
  const type = target!.value as ValueType;
  const from = value!.type;
  if (from !== 'null' && !FROM[type].includes(from)) {
    return `${name}: no ${type} can be made of ${from}${HINTS[`${from} ${type}`] ?? ''}`;
  }
  return { type, isNullable: value!.isNullable || name === 'try_cast' };
}

/** A literal is cast when the definition is loaded. */
function literalProblem([value, target]: readonly Argument[]): string | undefined {
  const literal = value!.value;
  if (literal === undefined || literal === null) return undefined;
  return problemOf(() => cast(literal, target!.value as ValueType, value!.type));
}

/** @throws EvaluationError for a value that has no counterpart. */
function cast(value: Scalar, type: ValueType, from: Typed['type']): Scalar {
  switch (type) {
    case 'text':
      return from === 'time' ? timeText(value as number) : textOf(value);
    case 'number':
      return numberOf(value);
    case 'integer':
      return integerOf(value);
    case 'boolean':
      return booleanOf(value);
    case 'time':
      return typeof value === 'number' ? value : timeOf(value as string);
  }
}

const timeText = (ms: number): string => new Date(calendarTime(ms)).toISOString();

function numberOf(value: Scalar): number {
  const text = typeof value === 'string' ? value.trim() : '';
  const number = typeof value !== 'string' || NUMBER.test(text) ? Number(value) : NaN;
  if (!Number.isFinite(number)) throw new EvaluationError(`${show(value)} is no number`);
  return number + 0;
}

function integerOf(value: Scalar): number {
  const whole = wholeOf(numberOf(value));
  if (!Number.isSafeInteger(whole)) throw new EvaluationError(`${show(value)} is beyond 2^53`);
  return whole;
}

function booleanOf(value: Scalar): boolean {
  if (typeof value !== 'string') return Boolean(value);
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  throw new EvaluationError(`${show(value)} is neither true nor false`);
}

function timeOf(text: string): number {
  const ms = isoTimeMs(text);
  if (Number.isNaN(ms)) throw new EvaluationError(`${show(text)} is no time: ${isoTimeProblem(text)}`);
  return ms;
}

const show = (value: Scalar): string => quoted(String(value));

/** The third argument is the type of the value, which its own does not tell: a time is a number. */
export const CASTS: readonly ScalarFunction[] = [
  {
    name: 'cast',
    typeOf(args) {
      const type = typeOf('cast', args);
      return typeof type === 'string' ? type : (literalProblem(args) ?? type);
    },
    plain: (value, type, from) => cast(value!, type as ValueType, from as Typed['type']),
  },
  {
    name: 'try_cast',
    typeOf: args => typeOf('try_cast', args),
    plain(value, type, from) {
      try {
        return cast(value!, type as ValueType, from as Typed['type']);
      } catch (error) {
        if (error instanceof EvaluationError) return null;
        throw error;
      }
    },
  },
];
