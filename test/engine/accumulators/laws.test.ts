import fc from 'fast-check';
import type { Scalar } from '../../../engine/values';
import { accumulatorFor } from '../../../engine/accumulators/index';
import {
  type Aggregate,
  avg,
  approxDistinct,
  count,
  first,
  last,
  max,
  min,
  quantile,
  stddev,
  sum,
  topK,
} from '../../../engine/definition/aggregates';
import { padSequenceNumber } from '../../../engine/sequence-number';
import { bytesOf, everydayNumber, fold, foldByPlan, type Input, mergePlan, moderateNumber, reborn } from './support';

const anyNumber = fc.oneof(everydayNumber, fc.double({ noNaN: true, noDefaultInfinity: true }));
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const anyScalar = fc.oneof(anyNumber, text, fc.boolean(), fc.constantFrom('1', 1, 'true', true, -0));
/** 53-bit squares: their sums are exact. */
const shortNumber = fc.integer({ min: -(2 ** 26), max: 2 ** 26 }).map(n => n / 1024);

interface Case {
  readonly aggregate: Aggregate;
  readonly value: fc.Arbitrary<Scalar>;
  readonly lengthMax?: number;
}

const exactCases: Record<string, Case> = {
  count: { aggregate: count(), value: anyScalar },
  sum: { aggregate: sum('x'), value: moderateNumber },
  avg: { aggregate: avg('x'), value: moderateNumber },
  min: { aggregate: min('x'), value: anyNumber },
  max: { aggregate: max('x'), value: anyNumber },
  stddev: { aggregate: stddev('x'), value: shortNumber },
  first: { aggregate: first('x'), value: anyScalar },
  last: { aggregate: last('x'), value: anyScalar },
  approxDistinct: { aggregate: approxDistinct('x'), value: anyScalar },
  'approxDistinct of many': { aggregate: approxDistinct('x'), value: fc.nat(1500), lengthMax: 700 },
  'topK of few': { aggregate: topK('x', 3), value: anyScalar },
  median: { aggregate: quantile('x', 0.5), value: anyNumber },
  'quantile of everyday numbers': { aggregate: quantile('x', 0.95), value: everydayNumber, lengthMax: 200 },
};

/** Here merging is associative within the error stated; top-k.test.ts tests that. */
const cases: Record<string, Case> = {
  ...exactCases,
  'topK of more than fit': { aggregate: topK('x', 3), value: fc.nat(150), lengthMax: 400 },
};

const at = fc.record({
  eventTimeMs: fc.oneof(fc.nat(3), fc.nat(253_402_300_799_999)),
  sequenceNumber: fc.bigInt(0n, 10n ** 56n - 1n).map(n => padSequenceNumber(n.toString())),
  index: fc.nat(500),
});

function lab({ aggregate, value, lengthMax = 40 }: Case) {
  const accumulator = accumulatorFor(aggregate);
  const inputs: fc.Arbitrary<Input[]> = fc.array(fc.record({ value, at }), { maxLength: lengthMax, size: 'max' });
  /** Equal in every bit that is stored, and in what users see. */
  const expectEqual = (actual: unknown, expected: unknown): void => {
    expect(bytesOf(accumulator, actual).equals(bytesOf(accumulator, expected))).toBe(true);
    expect(accumulator.result(actual)).toEqual(accumulator.result(expected));
  };
  const check = <Ts>(property: fc.IProperty<Ts>): void =>
    fc.assert(property, { numRuns: lengthMax > 40 ? 20 : 60, seed: 20261123 });
  return { accumulator, inputs, expectEqual, check };
}

describe.each(Object.entries(exactCases))('%s', (_, each) => {
  const { accumulator, inputs, expectEqual, check } = lab(each);

  test('any split, merged as any tree, gives what the whole gives', () => {
    check(
      fc.property(inputs, mergePlan, (all, plan) => {
        expectEqual(foldByPlan(accumulator, all, plan), fold(accumulator, all));
      }),
    );
  });
});

describe.each(Object.entries(cases))('%s', (_, each) => {
  const { accumulator, inputs, expectEqual, check } = lab(each);

  test('merging in either order gives the same', () => {
    check(
      fc.property(inputs, inputs, (a, b) => {
        const ab = accumulator.merge(fold(accumulator, a), fold(accumulator, b));
        expectEqual(ab, accumulator.merge(fold(accumulator, b), fold(accumulator, a)));
      }),
    );
  });

  test('an empty cell changes nothing on either side of a merge', () => {
    check(
      fc.property(inputs, a => {
        expectEqual(accumulator.merge(fold(accumulator, a), accumulator.create()), fold(accumulator, a));
        expectEqual(accumulator.merge(accumulator.create(), fold(accumulator, a)), fold(accumulator, a));
      }),
    );
  });

  test('a merge leaves the other cell as it was, now and when the merged one goes on', () => {
    check(
      fc.property(inputs, inputs, inputs, (a, b, more) => {
        const other = fold(accumulator, b);
        const before = bytesOf(accumulator, other);
        const merged = fold(accumulator, more, accumulator.merge(fold(accumulator, a), other));
        expect(bytesOf(accumulator, other).equals(before)).toBe(true);
        const mergedBytes = bytesOf(accumulator, merged);
        fold(accumulator, more, other);
        expect(bytesOf(accumulator, merged).equals(mergedBytes)).toBe(true);
      }),
    );
  });

  test('a cell that went through bytes behaves as the one that did not', () => {
    check(
      fc.property(inputs, inputs, inputs, (a, b, more) => {
        expectEqual(reborn(accumulator, fold(accumulator, a)), fold(accumulator, a));
        const added = fold(accumulator, more, reborn(accumulator, fold(accumulator, a)));
        expectEqual(added, fold(accumulator, more, fold(accumulator, a)));
        const merged = accumulator.merge(
          reborn(accumulator, fold(accumulator, a)),
          reborn(accumulator, fold(accumulator, b)),
        );
        expectEqual(merged, accumulator.merge(fold(accumulator, a), fold(accumulator, b)));
      }),
    );
  });

  test('results are plain JSON', () => {
    check(
      fc.property(inputs, a => {
        const result = accumulator.result(fold(accumulator, a));
        const plain: unknown = JSON.parse(JSON.stringify(result));
        expect(plain).toEqual(JSON.parse(JSON.stringify(plain)));
        expect(plain === null).toBe(result === null);
      }),
    );
  });
});
