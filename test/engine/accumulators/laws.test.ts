import fc from 'fast-check';
import type { Scalar } from '../../../engine/values';
import { accumulatorFor, aggregateFunctions, aggregateOf } from '../../../engine/accumulators/index';
import { encodeScalar } from '../../../engine/accumulators/scalar';
import {
  type Aggregate,
  avg,
  approxDistinct,
  boolAnd,
  boolOr,
  corr,
  count,
  covarPop,
  covarSamp,
  first,
  last,
  max,
  maxBy,
  min,
  minBy,
  quantile,
  stddev,
  stddevSamp,
  sum,
  topK,
  varPop,
  varSamp,
} from '../../../engine/definition/aggregates';
import { ByteWriter } from '../../../engine/encoding/byte-writer';
import { padSequenceNumber } from '../../../engine/sequence-number';
import { bytesOf, everydayNumber, fold, foldByPlan, type Input, mergePlan, moderateNumber, reborn } from './support';

const anyNumber = fc.oneof(everydayNumber, fc.double({ noNaN: true, noDefaultInfinity: true }));
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const anyScalar = fc.oneof(anyNumber, text, fc.boolean(), fc.constantFrom('1', 1, 'true', true, -0));
/** 53-bit squares: their sums are exact. */
const shortNumber = fc.integer({ min: -(2 ** 26), max: 2 ** 26 }).map(n => n / 1024);

interface Case {
  readonly aggregate: Aggregate;
  readonly value: fc.Arbitrary<Scalar | null>;
  /** Of an aggregate of two inputs. */
  readonly second?: fc.Arbitrary<Scalar>;
  readonly lengthMax?: number;
}

const exactCases: Record<string, Case> = {
  count: { aggregate: count(), value: anyScalar },
  sum: { aggregate: sum('x'), value: moderateNumber },
  avg: { aggregate: avg('x'), value: moderateNumber },
  'sum of products': {
    aggregate: { kind: 'sum', field: 'x', times: 'y' },
    value: moderateNumber,
    second: fc.integer({ min: -1000, max: 1000 }),
  },
  min: { aggregate: min('x'), value: anyNumber },
  max: { aggregate: max('x'), value: anyNumber },
  'min of texts': { aggregate: min('x'), value: text },
  'max of texts': { aggregate: max('x'), value: text },
  minBy: { aggregate: minBy('x', 'y'), value: anyScalar, second: fc.oneof(fc.nat(3), anyNumber) },
  maxBy: { aggregate: maxBy('x', 'y'), value: anyScalar, second: fc.oneof(fc.constantFrom('a', 'b'), text) },
  varPop: { aggregate: varPop('x'), value: shortNumber },
  varSamp: { aggregate: varSamp('x'), value: shortNumber },
  stddev: { aggregate: stddev('x'), value: shortNumber },
  stddevSamp: { aggregate: stddevSamp('x'), value: shortNumber },
  covarPop: { aggregate: covarPop('x', 'y'), value: shortNumber, second: shortNumber },
  covarSamp: { aggregate: covarSamp('x', 'y'), value: shortNumber, second: shortNumber },
  corr: { aggregate: corr('x', 'y'), value: shortNumber, second: shortNumber },
  boolAnd: { aggregate: boolAnd('x'), value: fc.boolean() },
  boolOr: { aggregate: boolOr('x'), value: fc.boolean() },
  first: { aggregate: first('x'), value: anyScalar },
  last: { aggregate: last('x'), value: anyScalar },
  'first with nulls': { aggregate: first('x', { nulls: 'respect' }), value: fc.option(anyScalar, { freq: 2 }) },
  'last with nulls': { aggregate: last('x', { nulls: 'respect' }), value: fc.option(anyScalar, { freq: 2 }) },
  approxDistinct: { aggregate: approxDistinct('x'), value: anyScalar },
  'approxDistinct of many': { aggregate: approxDistinct('x'), value: fc.nat(1500), lengthMax: 700 },
  'approxDistinct, exact up to few': { aggregate: approxDistinct('x', { exactUpTo: 16 }), value: fc.nat(40) },
  'approxDistinct, exact up to many': {
    aggregate: approxDistinct('x', { exactUpTo: 500 }),
    value: fc.nat(1500),
    lengthMax: 700,
  },
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

function lab({ aggregate, value, second, lengthMax = 40 }: Case) {
  const accumulator = accumulatorFor(aggregate);
  const inputs: fc.Arbitrary<Input[]> = fc.array(fc.record({ value, at, ...(second && { second }) }), {
    maxLength: lengthMax,
    size: 'max',
  });
  /** Equal in every bit that is stored, and in what users see. */
  const expectEqual = (actual: unknown, expected: unknown): void => {
    expect(bytesOf(accumulator, actual).equals(bytesOf(accumulator, expected))).toBe(true);
    expect(accumulator.result(actual)).toEqual(accumulator.result(expected));
  };
  const check = <Ts>(property: fc.IProperty<Ts>): void =>
    fc.assert(property, { numRuns: lengthMax > 40 ? 20 : 60, seed: 20261123 });
  return { accumulator, inputs, expectEqual, check };
}

test('a merge of a cell with itself changes nothing where an event that counts twice does not', () => {
  const idempotent = [
    'min',
    'max',
    'minBy',
    'maxBy',
    'first',
    'last',
    'first with nulls',
    'last with nulls',
    'boolAnd',
  ];
  for (const name of [
    ...idempotent,
    'boolOr',
    ...Object.keys(exactCases).filter(each => /^approxDistinct/.test(each)),
  ]) {
    const { accumulator, inputs, expectEqual, check } = lab(exactCases[name]!);
    check(
      fc.property(inputs, all => {
        expectEqual(accumulator.merge(fold(accumulator, all), fold(accumulator, all)), fold(accumulator, all));
      }),
    );
  }
});

test('every aggregate is held to the laws', () => {
  const kinds = Object.values(cases).map(({ aggregate }) => aggregate.kind);
  expect([...new Set(kinds)].sort()).toEqual(aggregateFunctions.map(({ kind }) => kind).sort());
});

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

  test('a cell takes no more bytes than stated', () => {
    const { bytesMax } = aggregateOf(each.aggregate.kind);
    const size = (value: Scalar | null): number => {
      const out = new ByteWriter();
      encodeScalar(value, out);
      return out.size;
    };
    check(
      fc.property(inputs, all => {
        const sizes = [all.map(({ value }) => size(value)), all.map(({ second = true }) => size(second))];
        const bytes = bytesMax(
          sizes.map(list => Math.max(1, ...list)),
          each.aggregate,
        );
        expect(bytesOf(accumulator, fold(accumulator, all)).length).toBeLessThanOrEqual(bytes);
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
