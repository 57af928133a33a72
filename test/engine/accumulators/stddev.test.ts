import fc from 'fast-check';
import { accumulatorFor } from '../../../engine/accumulators/index';
import { stddev } from '../../../engine/definition/aggregates';
import { everydayNumber, fold, foldByPlan, mergePlan, resultOver, valuesToInputs } from './support';

const deviation = (values: readonly number[]): number => resultOver(stddev('x'), values) as number;

/** Welford, Note on a Method for Calculating Corrected Sums of Squares and Products, Technometrics 4 (1962). */
function welford(values: readonly number[]): number {
  let mean = 0;
  let squares = 0;
  values.forEach((x, i) => {
    const delta = x - mean;
    mean += delta / (i + 1);
    squares += delta * (x - mean);
  });
  return Math.sqrt(squares / values.length);
}

test('known lists give their population deviation', () => {
  expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  expect(deviation([1, 2, 3, 4])).toBe(Math.sqrt(1.25));
  expect(resultOver(stddev('x'), [])).toBeNull();
});

test('one number, and equal numbers, deviate by exactly 0', () => {
  for (const x of [0, 0.1, -1 / 3, 899.6, 1e15 + 0.3, 1e-100]) {
    for (const n of [1, 2, 3, 7, 1000]) expect(deviation(Array<number>(n).fill(x))).toBe(0);
  }
});

test('a large offset does not blur small noise', () => {
  const noise = Array.from({ length: 1000 }, (_, i) => ((i * 7919) % 1000) / 2 ** 10);
  const expected = welford(noise);
  const offset = deviation(noise.map(x => x + 1e9));
  expect(Math.abs(offset / expected - 1)).toBeLessThan(1e-12);
});

test('Welford agrees on everyday numbers', () => {
  const property = fc.property(fc.array(everydayNumber, { minLength: 2, maxLength: 100 }), values => {
    expect(Math.abs(deviation(values) - welford(values))).toBeLessThanOrEqual(1e-9 * (1 + welford(values)));
  });
  fc.assert(property, { numRuns: 200, seed: 3 });
});

test('a split of prices shows in the last digits at most', () => {
  const accumulator = accumulatorFor(stddev('x'));
  const property = fc.property(
    fc.array(everydayNumber, { minLength: 2, maxLength: 100 }),
    mergePlan,
    (values, plan) => {
      const whole = deviation(values);
      const split = accumulator.result(foldByPlan(accumulator, valuesToInputs(values), plan)) as number;
      expect(Math.abs(split - whole)).toBeLessThanOrEqual(1e-13 * whole);
    },
  );
  fc.assert(property, { numRuns: 200, seed: 4 });
});

test('squares beyond the doubles give null', () => {
  const accumulator = accumulatorFor(stddev('x'));
  expect(accumulator.result(fold(accumulator, valuesToInputs([1e200, -1e200])))).toBeNull();
  expect(deviation([1e140, -1e140])).toBe(1e140);
});
