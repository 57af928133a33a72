import { finite } from './operators';
import { type Argument, EvaluationError, type ScalarFunction, scalarFunction } from './scalar-function';

const ofNumber = (name: string, compute: (n: number) => number, isWhole = false): ScalarFunction =>
  scalarFunction({
    name,
    takes: ['number'],
    gives: ([arg]) => ({ type: isWhole ? arg!.type : 'number', isNullable: arg!.isNullable }),
    plain: (n: number) => finite(compute(n), `${name}(${n})`),
  });

/** The nearest whole number, half away from zero. */
export const wholeOf = (n: number): number => Math.sign(n) * Math.round(Math.abs(n)) + 0;

/** Numbers from here on have no fraction. */
const WHOLE_FROM = 2 ** 52;

/** Half away from zero, to so many decimals, -15 to 15. */
function rounded(n: number, decimals = 0): number {
  if (Math.abs(decimals) > 15) throw new EvaluationError(`round takes -15 to 15 decimals, got ${decimals}`);
  if (decimals >= 0 && Math.abs(n) >= WHOLE_FROM) return n;
  const shifted = shift(Math.abs(n), decimals);
  return Math.sign(n) * shift(wholeOf(shifted), -decimals);
}

/** By its decimal text, so that 1.005 is 1005 thousandths. */
function shift(n: number, digits: number): number {
  const [mantissa, exponent = '0'] = String(n).split('e');
  return Number(`${mantissa}e${Number(exponent) + digits}`);
}

const kept = ([arg]: readonly Argument[]) => ({ type: arg!.type, isNullable: arg!.isNullable });

export const NUMBERS: readonly ScalarFunction[] = [
  ofNumber('abs', Math.abs, true),
  scalarFunction({ name: 'sign', takes: ['number'], gives: 'integer', plain: (n: number) => Math.sign(n) + 0 }),
  scalarFunction({
    name: 'round',
    takes: ['number', 'integer'],
    optional: 1,
    gives: args => (args.length === 1 ? kept(args) : { type: 'number', isNullable: args.some(arg => arg.isNullable) }),
    plain: (n: number, decimals?: number) => finite(rounded(n, decimals), 'round'),
  }),
  ofNumber('floor', Math.floor, true),
  ofNumber('ceil', Math.ceil, true),
  ofNumber('sqrt', Math.sqrt),
  ofNumber('ln', Math.log),
  ofNumber('exp', Math.exp),
  scalarFunction({
    name: 'power',
    takes: ['number', 'number'],
    gives: 'number',
    plain: (base: number, exponent: number) => finite(base ** exponent, `power(${base}, ${exponent})`),
  }),
];
