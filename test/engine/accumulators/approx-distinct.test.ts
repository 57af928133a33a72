import { EXACT_MAX } from '../../../engine/accumulators/approx-distinct';
import { accumulatorFor } from '../../../engine/accumulators/index';
import { approxDistinct } from '../../../engine/definition/aggregates';
import { bytesOf, fold, positionOf, resultOver, valuesToInputs } from './support';

const accumulator = accumulatorFor(approxDistinct('x'));
const anywhere = positionOf(0);

test('values of different types differ, the two zeros do not', () => {
  expect(resultOver(approxDistinct('x'), ['1', 1, true, 'true', 'é', 'e', ''])).toBe(7);
  expect(resultOver(approxDistinct('x'), [0, -0])).toBe(1);
  expect(resultOver(approxDistinct('x'), [])).toBe(0);
});

test('the count is exact up to 256 values, however often each occurs', () => {
  const values = Array.from({ length: 3 * EXACT_MAX }, (_, i) => `/page/${i % EXACT_MAX}`);
  expect(resultOver(approxDistinct('x'), values)).toBe(EXACT_MAX);
});

test('beyond 256 values the root mean square error is at most 2 %, with hardly a bias', () => {
  const checkpoints = [1_000, 3_000, 10_000, 30_000, 100_000];
  const errors = checkpoints.map((): number[] => []);
  for (let seed = 0; seed < 24; seed++) {
    const cell = accumulator.create();
    let i = 0;
    checkpoints.forEach((n, c) => {
      for (; i < n; i++) accumulator.add(cell, `${seed}-${i}`, anywhere);
      errors[c]!.push((accumulator.result(cell) as number) / n - 1);
    });
  }
  for (const sample of errors) expectSmall(sample);
});

test('a million numbers are counted as well', () => {
  const errors: number[] = [];
  for (let seed = 0; seed < 8; seed++) {
    const cell = accumulator.create();
    for (let i = 0; i < 1_000_000; i++) accumulator.add(cell, seed * 1e9 + i, anywhere);
    errors.push((accumulator.result(cell) as number) / 1e6 - 1);
  }
  expectSmall(errors);
});

function expectSmall(errors: readonly number[]): void {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  expect(Math.sqrt(mean(errors.map(e => e * e)))).toBeLessThanOrEqual(0.02);
  expect(Math.abs(mean(errors))).toBeLessThanOrEqual(0.01);
}

test('the bytes grow from 8 a value to at most 3,077', () => {
  const bytes = (n: number): number =>
    bytesOf(accumulator, fold(accumulator, valuesToInputs(Array.from({ length: n }, (_, i) => i)))).length;
  expect(bytes(10)).toBe(81);
  expect(bytes(300)).toBeLessThan(650);
  expect(bytes(100_000)).toBe(3076);
});
