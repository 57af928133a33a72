import { accumulatorFor } from '../../../engine/accumulators/index';
import { count } from '../../../engine/definition/aggregates';
import { resultOver } from './support';

test('count counts any input, and is 0 without', () => {
  expect(resultOver(count(), [true, true, true])).toBe(3);
  expect(resultOver(count('x'), ['', 0, false])).toBe(3);
  expect(resultOver(count(), [])).toBe(0);
});

test('a large count is stored in few bytes and comes back', () => {
  const accumulator = accumulatorFor(count());
  expect(accumulator.merge(2 ** 40, 1)).toBe(2 ** 40 + 1);
});
