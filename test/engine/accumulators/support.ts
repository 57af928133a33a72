import fc from 'fast-check';
import type { Accumulator, EventPosition } from '../../../engine/accumulators/accumulator';
import type { Scalar, Json } from '../../../engine/values';
import { accumulatorFor } from '../../../engine/accumulators/index';
import type { Aggregate } from '../../../engine/definition/aggregates';
import { ByteReader } from '../../../engine/encoding/byte-reader';
import { ByteWriter } from '../../../engine/encoding/byte-writer';
import { padSequenceNumber } from '../../../engine/sequence-number';

export interface Input {
  readonly value: Scalar | null;
  readonly second?: Scalar;
  readonly at: EventPosition;
}

/** The i-th event of a list, one a millisecond. */
export const positionOf = (i: number): EventPosition => ({
  eventTimeMs: 1_534_849_271_000 + i,
  sequenceNumber: padSequenceNumber(String(i)),
  index: 0,
});

export function fold(accumulator: Accumulator, inputs: readonly Input[], cell = accumulator.create()): unknown {
  return inputs.reduce((kept, { value, second, at }) => accumulator.add(kept, value as Scalar, at, second), cell);
}

export function bytesOf(accumulator: Accumulator, cell: unknown): Buffer {
  const out = new ByteWriter(16);
  accumulator.encode(cell, out);
  return out.finish();
}

/** Through bytes and back; fails when bytes are left over. */
export function reborn(accumulator: Accumulator, cell: unknown): unknown {
  const from = new ByteReader(bytesOf(accumulator, cell));
  const decoded = accumulator.decode(from);
  expect(from.remaining).toBe(0);
  return decoded;
}

export const valuesToInputs = (values: readonly (Scalar | null)[]): Input[] =>
  values.map((value, i) => ({ value, at: positionOf(i) }));

/** The result over a list of pairs, one event a millisecond. */
export function resultOfPairs(aggregate: Aggregate, pairs: readonly (readonly [Scalar, Scalar])[]): Json {
  const accumulator = accumulatorFor(aggregate);
  const inputs = pairs.map(([value, second], i) => ({ value, second, at: positionOf(i) }));
  return accumulator.result(fold(accumulator, inputs));
}

/** The result over a list of values, one event a millisecond. */
export function resultOver(aggregate: Aggregate, values: readonly (Scalar | null)[]): Json {
  const accumulator = accumulatorFor(aggregate);
  return accumulator.result(fold(accumulator, valuesToInputs(values)));
}

/** Assigns each input to one of up to six parts, and says in which order parts are merged pairwise. */
export interface MergePlan {
  readonly parts: readonly number[];
  readonly picks: readonly number[];
}

export const mergePlan = fc.record({
  parts: fc.array(fc.nat(5), { minLength: 1, maxLength: 50 }),
  picks: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
});

/** Folds parts apart, some of them through bytes, then merges them as some binary tree. */
export function foldByPlan(accumulator: Accumulator, inputs: readonly Input[], { parts, picks }: MergePlan): unknown {
  const cells = Array.from({ length: 6 }, (_, part) => {
    const cell = fold(
      accumulator,
      inputs.filter((__, i) => parts[i % parts.length] === part),
    );
    return picks[part]! % 2 === 0 ? cell : reborn(accumulator, cell);
  });
  for (let i = 0; cells.length > 1; i++) {
    const [into] = cells.splice(picks[2 * i]! % cells.length, 1);
    const [other] = cells.splice(picks[2 * i + 1]! % cells.length, 1);
    cells.push(accumulator.merge(into, other));
  }
  return cells[0];
}

/** Numbers with 53-bit mantissas that are multiples of 2^-20 below 2^60: sums of some thousands are exact in twice double precision. */
export const moderateNumber = fc
  .tuple(fc.maxSafeInteger(), fc.integer({ min: -20, max: 7 }))
  .map(([mantissa, exponent]) => mantissa * 2 ** exponent + 0);

/** Prices and other short decimals, and whole numbers. */
export const everydayNumber = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map(cents => cents / 100),
);
