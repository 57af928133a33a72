import fc from 'fast-check';
import type { Scalar } from '../../../engine/values';
import { accumulatorFor } from '../../../engine/accumulators/index';
import { capacityOf } from '../../../engine/accumulators/top-k';
import { topK } from '../../../engine/definition/aggregates';
import { fold, foldByPlan, mergePlan, resultOver, valuesToInputs } from './support';

interface Ranked {
  readonly value: Scalar;
  readonly count: number;
  readonly error: number;
}

const occurrences = (values: readonly number[]): Map<number, number> =>
  values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map<number, number>());

/** About one value in i of the i-th, by a multiplicative generator of fixed seed. */
function skewed(length: number, distinct: number): number[] {
  let state = 42;
  return Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return Math.floor(distinct ** (state / 2147483647));
  });
}

test('the most frequent come first; equals in order of type and value', () => {
  expect(resultOver(topK('x', 3), ['b', 'a', 'c', 'c', 2, 10, 'a'])).toEqual([
    { value: 'a', count: 2, error: 0 },
    { value: 'c', count: 2, error: 0 },
    { value: 2, count: 1, error: 0 },
  ]);
  expect(resultOver(topK('x', 3), [])).toEqual([]);
});

test('while the values fit, counts are exact and have an error of 0', () => {
  const values = skewed(5_000, capacityOf(5) - 1);
  const exact = [...occurrences(values)].sort(([a, x], [b, y]) => y - x || a - b).slice(0, 5);
  expect(resultOver(topK('x', 5), values)).toEqual(exact.map(([value, count]) => ({ value, count, error: 0 })));
});

test('beyond the capacity, whatever the merges, a count is too high by at most its error, and that is bounded', () => {
  const k = 8;
  const accumulator = accumulatorFor(topK('x', k));
  const property = fc.property(fc.integer({ min: 100, max: 2000 }), mergePlan, (distinct, plan) => {
    const values = skewed(4_000, distinct);
    const truth = occurrences(values);
    const result = accumulator.result(foldByPlan(accumulator, valuesToInputs(values), plan)) as unknown as Ranked[];
    const errorMax = values.length / (0.75 * capacityOf(k));
    expect(result).toHaveLength(k);
    for (const { value, count, error } of result) {
      expect(error).toBeLessThanOrEqual(errorMax);
      expect(count).toBeGreaterThanOrEqual(truth.get(value as number)!);
      expect(count - error).toBeLessThanOrEqual(truth.get(value as number)!);
    }
    const kthCount = result.at(-1)!.count;
    for (const [value, count] of truth) {
      if (count > kthCount) expect(result.map(entry => entry.value)).toContain(value);
    }
  });
  fc.assert(property, { numRuns: 60, seed: 5 });
});

test('a frequent value outlasts a flood of rare ones', () => {
  const values: Scalar[] = Array.from({ length: 10_000 }, (_, i) => (i % 10 === 0 ? '/home' : `/page/${i}`));
  const [top] = resultOver(topK('x', 1), values) as unknown as Ranked[];
  expect(top!.value).toBe('/home');
  expect(top!.count - top!.error).toBeLessThanOrEqual(1_000);
  expect(top!.count).toBeGreaterThanOrEqual(1_000);
});

test('never more entries than the capacity', () => {
  const accumulator = accumulatorFor(topK('x', 1));
  const cell = fold(accumulator, valuesToInputs(Array.from({ length: 1_000 }, (_, i) => i))) as {
    entries: Map<Scalar, unknown>;
  };
  const other = fold(accumulator, valuesToInputs(Array.from({ length: 1_000 }, (_, i) => -i))) as typeof cell;
  expect(cell.entries.size).toBeLessThanOrEqual(capacityOf(1));
  accumulator.merge(cell, other);
  expect(cell.entries.size).toBeLessThanOrEqual(capacityOf(1));
});
