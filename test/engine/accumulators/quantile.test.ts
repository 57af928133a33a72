import fc from 'fast-check';
import { accumulatorFor } from '../../../engine/accumulators/index';
import { quantile } from '../../../engine/definition/aggregates';
import { bytesOf, everydayNumber, fold, foldByPlan, mergePlan, resultOver, valuesToInputs } from './support';

function expectWithin1Percent(actual: number, exact: number): void {
  expect(Math.abs(actual - exact)).toBeLessThanOrEqual(0.010001 * Math.abs(exact));
}

test('of 1 to 1,000, quantiles are within 1 %', () => {
  const values = Array.from({ length: 1000 }, (_, i) => 1 + ((i * 7) % 1000));
  for (const q of [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1]) {
    expectWithin1Percent(resultOver(quantile('x', q), values) as number, 1 + Math.floor(q * 999));
  }
});

test('nothing gives null, zeros give 0', () => {
  expect(resultOver(quantile('x', 0.5), [])).toBeNull();
  expect(resultOver(quantile('x', 0.5), [0, 0, 5])).toBe(0);
});

test('any split of any numbers, negative ones too, stays within 1 % of the exact quantile', () => {
  const property = fc.property(
    fc.array(everydayNumber, { minLength: 1, maxLength: 80 }),
    fc.constantFrom(0, 0.1, 0.5, 0.75, 0.99, 1),
    mergePlan,
    (values, q, plan) => {
      const accumulator = accumulatorFor(quantile('x', q));
      const exact = [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))]!;
      expectWithin1Percent(accumulator.result(foldByPlan(accumulator, valuesToInputs(values), plan)) as number, exact);
    },
  );
  fc.assert(property, { numRuns: 300, seed: 6 });
});

test('a merge whose highest number is 1 keeps every number', () => {
  const accumulator = accumulatorFor(quantile('x', 0.5));
  const low = fold(accumulator, valuesToInputs([1e-6, 1e-6]));
  const high = fold(accumulator, valuesToInputs([1e-7, 1, 1, 1]));
  expectWithin1Percent(accumulator.result(accumulator.merge(low, high)) as number, 1e-6);
});

test('the largest and the smallest doubles have quantiles too', () => {
  expectWithin1Percent(resultOver(quantile('x', 0.5), [Number.MAX_VALUE]) as number, Number.MAX_VALUE);
  expectWithin1Percent(resultOver(quantile('x', 0.5), [-Number.MAX_VALUE]) as number, -Number.MAX_VALUE);
  expectWithin1Percent(resultOver(quantile('x', 0.5), [1e-300]) as number, 1e-300);
});

test('a number 17 orders of magnitude below the largest is within 1 %, one far below it counts as about 1.7e-18 of it', () => {
  const of = (low: number) => resultOver(quantile('x', 0), [low, 1]) as number;
  expectWithin1Percent(of(1e-17), 1e-17);
  expect(of(1e-30)).toBeGreaterThan(1.6e-18);
  expect(of(1e-30)).toBeLessThan(1.8e-18);
});

test('numbers of too many orders of magnitude share the lowest bin, in any order', () => {
  const values = Array.from({ length: 301 }, (_, i) => 10 ** (i - 150));
  const accumulator = accumulatorFor(quantile('x', 0.99));
  const up = fold(accumulator, valuesToInputs(values));
  const down = fold(accumulator, valuesToInputs([...values].reverse()));
  expect(bytesOf(accumulator, up).equals(bytesOf(accumulator, down))).toBe(true);
  expectWithin1Percent(accumulator.result(up) as number, 10 ** 147);
});

test('a sketch of a hundred prices takes about two bytes a bin', () => {
  const accumulator = accumulatorFor(quantile('x', 0.5));
  const prices = Array.from({ length: 100 }, (_, i) => 100 + i);
  expect(bytesOf(accumulator, fold(accumulator, valuesToInputs(prices))).length).toBeLessThan(90);
});
