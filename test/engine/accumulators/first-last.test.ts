import type { EventPosition } from '../../../engine/accumulators/accumulator';
import type { Scalar } from '../../../engine/values';
import { accumulatorFor } from '../../../engine/accumulators/index';
import { first, last } from '../../../engine/definition/aggregates';
import { padSequenceNumber } from '../../../engine/sequence-number';
import { bytesOf, fold, reborn, resultOver } from './support';

const at = (eventTimeMs: number, sequenceNumber: string, index: number): EventPosition => ({
  eventTimeMs,
  sequenceNumber: padSequenceNumber(sequenceNumber),
  index,
});

function firstAndLast(...inputs: [Scalar, EventPosition][]): unknown[] {
  return [first('x'), last('x')].map(aggregate => {
    const accumulator = accumulatorFor(aggregate);
    return accumulator.result(
      fold(
        accumulator,
        inputs.map(([value, position]) => ({ value, at: position })),
      ),
    );
  });
}

test('event time decides, not arrival', () => {
  expect(firstAndLast(['b', at(2, '1', 0)], ['c', at(3, '2', 0)], ['a', at(1, '3', 0)])).toEqual(['a', 'c']);
});

test('among equal times the sequence number decides, as a number', () => {
  expect(firstAndLast(['b', at(1, '10', 0)], ['a', at(1, '9', 0)])).toEqual(['a', 'b']);
});

test('within one record the index decides', () => {
  expect(firstAndLast([false, at(1, '1', 1)], [true, at(1, '1', 0)])).toEqual([true, false]);
});

test('no event gives null; an empty text and false are values', () => {
  expect(resultOver(first('x'), [])).toBeNull();
  expect(resultOver(first('x'), ['', 'a'])).toBe('');
  expect(resultOver(last('x'), [0, false])).toBe(false);
});

test('the longest sequence number comes back whole from at most 24 bytes', () => {
  const accumulator = accumulatorFor(last('x'));
  const position = at(1_534_849_271_061, '9'.repeat(56), 499);
  const cell = fold(accumulator, [{ value: true, at: position }]);
  expect(reborn(accumulator, cell)).toEqual({ value: true, at: position });
  expect(bytesOf(accumulator, cell).length).toBeLessThanOrEqual(1 + 6 + 1 + 24 + 2);
});
