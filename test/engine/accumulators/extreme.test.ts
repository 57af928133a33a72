import { accumulatorFor } from '../../../engine/accumulators/index';
import { boolAnd, boolOr, max, min } from '../../../engine/definition/aggregates';
import { bytesOf, fold, resultOver, valuesToInputs } from './support';

test('the smallest and the largest number, null when there is none', () => {
  expect(resultOver(min('x'), [3, -2.5, 7])).toBe(-2.5);
  expect(resultOver(max('x'), [3, -2.5, 7])).toBe(7);
  expect(resultOver(min('x'), [])).toBeNull();
  expect(resultOver(max('x'), [])).toBeNull();
});

test('-0 is 0', () => {
  expect(resultOver(min('x'), [-0])).toBe(0);
  expect(resultOver(max('x'), [-0, 0])).toBe(0);
});

test('an empty cell takes one byte, a small whole number two', () => {
  const accumulator = accumulatorFor(min('x'));
  expect(bytesOf(accumulator, accumulator.create())).toHaveLength(1);
  expect(bytesOf(accumulator, fold(accumulator, valuesToInputs([42])))).toHaveLength(2);
});

test('texts are compared unit by unit, and an empty one is a value', () => {
  expect(resultOver(min('x'), ['b', 'a', 'B'])).toBe('B');
  expect(resultOver(max('x'), ['b', 'ab', ''])).toBe('b');
  expect(resultOver(min('x'), ['b', ''])).toBe('');
});

test('all true, any true, null when there is none', () => {
  expect([[true, true], [true, false], [false]].map(values => resultOver(boolAnd('x'), values))).toEqual([
    true,
    false,
    false,
  ]);
  expect([[true, true], [true, false], [false]].map(values => resultOver(boolOr('x'), values))).toEqual([
    true,
    true,
    false,
  ]);
  expect([boolAnd('x'), boolOr('x')].map(aggregate => resultOver(aggregate, []))).toEqual([null, null]);
});
