import { EXACT_MAX } from '../../../engine/accumulators/approx-distinct';
import { accumulatorFor } from '../../../engine/accumulators/index';
import { approxDistinct } from '../../../engine/definition/aggregates';
import { bytesOf, fold, positionOf, reborn, resultOver, valuesToInputs } from './support';

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

describe.each([16, 1_000, 48_000])('exact up to %i values', exactUpTo => {
  const bounded = accumulatorFor(approxDistinct('x', { exactUpTo }));
  const of = (n: number): unknown => fold(bounded, valuesToInputs(Array.from({ length: n }, (_, i) => `/page/${i}`)));

  test('the count is exact there, and an estimate above it beyond', () => {
    expect(bounded.result(of(exactUpTo))).toBe(exactUpTo);
    const beyond = bounded.result(of(exactUpTo + 1)) as number;
    expect(beyond).toBeGreaterThan(exactUpTo);
    expect(beyond / (exactUpTo + 1)).toBeCloseTo(1, 1);
  });

  test('halves that are merged are exact just as far, also through bytes', () => {
    const half = (from: number, to: number): unknown =>
      reborn(bounded, fold(bounded, valuesToInputs(Array.from({ length: to - from }, (_, i) => `/page/${from + i}`))));
    const third = Math.floor(exactUpTo / 3);
    expect(bounded.result(bounded.merge(half(0, 2 * third), half(third, exactUpTo)))).toBe(exactUpTo);
    const over = bounded.merge(half(0, exactUpTo), half(exactUpTo, exactUpTo + 1));
    expect(bytesOf(bounded, over).equals(bytesOf(bounded, of(exactUpTo + 1)))).toBe(true);
  });

  test('the bytes are 8 a value and its count, and those of an estimate beyond', () => {
    expect(bytesOf(bounded, of(exactUpTo)).length).toBeGreaterThan(exactUpTo * 8);
    expect(bytesOf(bounded, of(exactUpTo)).length).toBeLessThanOrEqual(exactUpTo * 8 + 3);
    expect(bytesOf(bounded, of(exactUpTo + 1)).length).toBeLessThanOrEqual(3_077);
  });
});
