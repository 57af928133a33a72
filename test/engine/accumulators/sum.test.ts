import fc from 'fast-check';
import { accumulatorFor } from '../../../engine/accumulators/index';
import { avg, sum } from '../../../engine/definition/aggregates';
import { bytesOf, fold, foldByPlan, mergePlan, resultOfPairs, resultOver, valuesToInputs } from './support';

const ulp = (x: number): number => 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(x) || Number.MIN_VALUE)) - 52);

test('the sum of ten tenths is one, the mean of two prices its nearest double', () => {
  expect(resultOver(sum('x'), Array<number>(10).fill(0.1))).toBe(1);
  expect(resultOver(avg('x'), [158.84, 755.46])).toBe(457.15000000000003);
});

test('small numbers survive large ones that cancel', () => {
  expect(resultOver(sum('x'), [1e16, 1, -1e16])).toBe(1);
  expect(resultOver(sum('x'), [2 ** 80, 2 ** -20, -(2 ** 80)])).toBe(2 ** -20);
});

test('nothing gives null, and so does a sum beyond the doubles, whatever follows', () => {
  expect(resultOver(sum('x'), [])).toBeNull();
  expect(resultOver(avg('x'), [])).toBeNull();
  expect(resultOver(sum('x'), [1e308, 1e308])).toBeNull();
  expect(resultOver(avg('x'), [1e308, 1e308, -1e308, -1e308])).toBeNull();
});

test('while all is a multiple of one power of two and sums stay below 2^105 times it, the sum is exact in any order', () => {
  const accumulator = accumulatorFor(sum('x'));
  const whole = fc.tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), fc.integer({ min: 0, max: 67 }));
  const property = fc.property(fc.array(whole, { minLength: 1, maxLength: 60 }), mergePlan, (parts, plan) => {
    const inputs = valuesToInputs(parts.map(([x, power]) => x * 2 ** power));
    const exact = Number(parts.reduce((total, [x, power]) => total + (BigInt(x) << BigInt(power)), 0n));
    expect(accumulator.result(foldByPlan(accumulator, inputs, plan))).toBe(exact);
    expect(accumulator.result(fold(accumulator, inputs.toReversed()))).toBe(exact);
  });
  fc.assert(property, { numRuns: 500, seed: 3 });
});

test('beyond that the order may show, and where a sum on the way passes the doubles', () => {
  expect(resultOver(sum('x'), [1e40, 1e20, 1, -1e40, -1e20])).toBe(0);
  expect(resultOver(sum('x'), [1e40, -1e40, 1e20, -1e20, 1])).toBe(1);
  expect(resultOver(sum('x'), [1e308, 1e308, -1e308])).toBeNull();
  expect(resultOver(sum('x'), [1e308, -1e308, 1e308])).toBe(1e308);
});

test('for any doubles, a split shows by an ulp at most, beside 2^-95 of the sum of magnitudes', () => {
  const accumulator = accumulatorFor(sum('x'));
  const doubles = fc.array(fc.double({ noNaN: true, min: -1e290, max: 1e290 }), { minLength: 1, maxLength: 60 });
  const property = fc.property(doubles, mergePlan, (values, plan) => {
    const inputs = valuesToInputs(values);
    const whole = accumulator.result(fold(accumulator, inputs)) as number;
    const split = accumulator.result(foldByPlan(accumulator, inputs, plan)) as number;
    const magnitude = values.reduce((total, x) => total + Math.abs(x), 0);
    expect(Math.abs(split - whole)).toBeLessThanOrEqual(ulp(whole) + magnitude * 2 ** -95);
  });
  fc.assert(property, { numRuns: 300, seed: 1 });
});

test('sums of hundredths equal whole sums of cents', () => {
  const property = fc.property(fc.array(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), { minLength: 1 }), cents => {
    const exact = cents.reduce((total, c) => total + c, 0) / 100;
    expect(
      resultOver(
        sum('x'),
        cents.map(c => c / 100),
      ),
    ).toBeCloseTo(exact, 6);
  });
  fc.assert(property, { seed: 2 });
});

test('a whole sum is stored in a few bytes', () => {
  const accumulator = accumulatorFor(sum('x'));
  expect(bytesOf(accumulator, fold(accumulator, valuesToInputs([216, 233, 181])))).toHaveLength(4);
});

/** A number of at most 2^60 above 2^-60, as a whole number of 2^-112. */
const exactly = (x: number): bigint => BigInt(x * 2 ** 60) * 2n ** 52n;

test('products are summed unrounded', () => {
  const times = { kind: 'sum', field: 'price', times: 'quantity' } as const;
  const nearlyNothing = [
    [0.1, 3],
    [-0.30000000000000004, 1],
  ] as const;
  expect(nearlyNothing.reduce((total, [a, b]) => total + a * b, 0)).toBe(0);
  expect(resultOfPairs(times, nearlyNothing)).toBe(-(2 ** -55));
  const trade = fc.tuple(
    fc.integer({ min: 1, max: 100_000_000 }).map(cents => cents / 100),
    fc.nat(1_000_000),
  );
  const property = fc.property(fc.array(trade, { maxLength: 200 }), trades => {
    const exact = trades.reduce((total, [price, quantity]) => total + exactly(price) * BigInt(quantity), 0n);
    expect(resultOfPairs(times, trades)).toBe(trades.length === 0 ? null : Number(exact) / 2 ** 112);
  });
  fc.assert(property, { numRuns: 200, seed: 7 });
});

test('a product beyond the doubles gives null', () => {
  expect(resultOfPairs({ kind: 'sum', field: 'x', times: 'y' }, [[1e200, 1e200]])).toBeNull();
});
