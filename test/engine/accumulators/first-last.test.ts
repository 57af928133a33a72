import type { EventPosition } from '../../../engine/accumulators/accumulator';
import type { Scalar } from '../../../engine/values';
import { accumulatorFor } from '../../../engine/accumulators/index';
import type { Aggregate } from '../../../engine/definition/aggregates';
import { first, last } from '../../../engine/definition/aggregates';
import { padSequenceNumber } from '../../../engine/sequence-number';
import { bytesOf, fold, reborn, resultOver } from './support';

const at = (eventTimeMs: number, sequenceNumber: string, index: number): EventPosition => ({
  eventTimeMs,
  sequenceNumber: padSequenceNumber(sequenceNumber),
  index,
});

type Inputs = readonly (readonly [Scalar | null, EventPosition])[];

const firstAndLast = (...inputs: Inputs): unknown[] => resultsOf([first('x'), last('x')], inputs);
const withNulls = (...inputs: Inputs): unknown[] =>
  resultsOf([first('x', { nulls: 'respect' }), last('x', { nulls: 'respect' })], inputs);

function resultsOf(aggregates: readonly Aggregate[], inputs: Inputs): unknown[] {
  return aggregates.map(aggregate => {
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

test('where nulls are respected the earliest and the latest event count, whether or not they have a value', () => {
  expect(withNulls(['b', at(2, '1', 0)], [null, at(3, '2', 0)], ['a', at(1, '3', 0)])).toEqual(['a', null]);
  expect(withNulls(['b', at(2, '1', 0)], [null, at(1, '2', 0)])).toEqual([null, 'b']);
  expect(withNulls([null, at(1, '10', 0)], ['a', at(1, '9', 0)])).toEqual(['a', null]);
  expect(withNulls(['b', at(1, '1', 1)], [null, at(1, '1', 0)])).toEqual([null, 'b']);
  expect(withNulls([null, at(1, '1', 1)])).toEqual([null, null]);
  expect(withNulls()).toEqual([null, null]);
});

test('of events at one place, which only two shards can have, one counts whatever the order, null or not', () => {
  const [text, none] = [['a', at(1, '1', 0)] as const, [null, at(1, '1', 0)] as const];
  expect(withNulls(text, none)).toEqual(withNulls(none, text));
  expect([...withNulls(text, none)].sort()).toEqual(['a', null]);
});

test('an event without a value comes back as one, and no event as none', () => {
  const accumulator = accumulatorFor(last('x', { nulls: 'respect' }));
  const position = at(5, '7', 1);
  expect(reborn(accumulator, fold(accumulator, [{ value: null, at: position }]))).toEqual({
    value: null,
    at: position,
  });
  expect(reborn(accumulator, accumulator.create())).toBeNull();
});

test("nulls: 'ignore' is what first and last are anyway", () => {
  expect(first('x', { nulls: 'ignore' })).toEqual(first('x'));
  expect(last('x', {})).toEqual(last('x'));
});
