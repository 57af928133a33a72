import type { Scalar } from '../../values';
import type { Typed } from '../type';
import { type Argument, commonType, isAccepted, type ScalarFunction, scalarFunction } from './scalar-function';

/** The largest or smallest; nulls are passed over. */
function extreme(name: string, isBetter: (a: Scalar, b: Scalar) => boolean): ScalarFunction {
  return {
    name,
    takesNull: true,
    typeOf(args) {
      if (args.length === 0) return `${name} takes 1 or more arguments, got 0`;
      const common = commonType(name, args);
      return typeof common === 'string' ? common : { type: common.type, isNullable: args.every(arg => arg.isNullable) };
    },
    plain: (...args) =>
      args.reduce((best, each) => (best === null || (each !== null && isBetter(each, best)) ? each : best), null),
  };
}

/** Conditions stand at even places, the values behind them; a last one alone is the value for else. */
function typeOfChoice(name: 'case' | 'if', args: readonly Argument[]): Typed | string {
  const isCondition = (i: number): boolean => i % 2 === 0 && i < args.length - 1;
  const wrong = args.find(({ type }, i) => isCondition(i) && !isAccepted(type, 'boolean'));
  if (wrong) return `${name === 'case' ? 'when' : 'if'} needs a condition, got ${wrong.type}`;
  const common = commonType(
    name,
    args.filter((_, i) => !isCondition(i)),
  );
  if (typeof common === 'string') return common;
  return args.length % 2 === 0 ? { type: common.type, isNullable: true } : common;
}

function chosen(...args: (Scalar | null)[]): Scalar | null {
  for (let i = 0; i + 1 < args.length; i += 2) if (args[i] === true) return args[i + 1]!;
  return args.length % 2 === 1 ? args.at(-1)! : null;
}

export const CONDITIONAL: readonly ScalarFunction[] = [
  { name: 'case', takesNull: true, typeOf: args => typeOfChoice('case', args), plain: chosen },
  scalarFunction({
    name: 'if',
    takes: ['boolean', 'any', 'any'],
    optional: 1,
    takesNull: true,
    gives: args => typeOfChoice('if', args),
    plain: chosen,
  }),
  {
    name: 'coalesce',
    takesNull: true,
    typeOf(args) {
      if (args.length === 0) return 'coalesce takes 1 or more arguments, got 0';
      const common = commonType('coalesce', args);
      return typeof common === 'string' ? common : { type: common.type, isNullable: args.every(arg => arg.isNullable) };
    },
    plain: (...args) => args.find(arg => arg !== null) ?? null,
  },
  scalarFunction({
    name: 'nullif',
    takes: ['any', 'any'],
    takesNull: true,
    gives(args) {
      const common = commonType('nullif', args);
      return typeof common === 'string' ? common : { type: args[0]!.type, isNullable: true };
    },
    plain: (a: Scalar | null, b: Scalar | null) => (a === b ? null : a),
  }),
  extreme('greatest', (a, b) => a > b),
  extreme('least', (a, b) => a < b),
];
