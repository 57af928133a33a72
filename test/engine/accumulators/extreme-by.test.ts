import { accumulatorFor } from '../../../engine/accumulators/index';
import { type Aggregate, maxBy, minBy } from '../../../engine/definition/aggregates';
import type { Json, Scalar } from '../../../engine/values';
import { fold, positionOf, reborn, resultOfPairs } from './support';

test('the value of the row where the other is smallest or largest, of any type', () => {
  const pairs = [
    ['late', 3],
    ['low', -2.5],
    ['high', 7],
  ] as const;
  expect(resultOfPairs(minBy('x', 'y'), pairs)).toBe('low');
  expect(resultOfPairs(maxBy('x', 'y'), pairs)).toBe('high');
  const byText = pairs.map(([name, n]) => [n, name] as const);
  expect(resultOfPairs(minBy('x', 'y'), byText)).toBe(7);
  expect(resultOfPairs(maxBy('x', 'y'), byText)).toBe(-2.5);
  expect(resultOfPairs(maxBy('x', 'y'), [])).toBeNull();
});

test('of equals the earliest event decides, so that several values are of one row', () => {
  const rows: [name: string, price: number, quantity: number][] = [
    ['z', 5, 10],
    ['a', 9, 10],
    ['m', 1, 10],
  ];
  const over = (aggregate: Aggregate, valueOf: (row: (typeof rows)[number]) => Scalar): Json => {
    const accumulator = accumulatorFor(aggregate);
    const cells = rows.map((row, i) =>
      fold(accumulator, [{ value: valueOf(row), second: row[2], at: positionOf(9 - i) }]),
    );
    const merged = cells.reduce((into, cell) => accumulator.merge(reborn(accumulator, into), cell));
    return accumulator.result(merged);
  };
  for (const build of [minBy, maxBy]) {
    expect(over(build('name', 'quantity'), ([name]) => name)).toBe('m');
    expect(over(build('price', 'quantity'), ([, price]) => price)).toBe(1);
  }
});

test('-0 and 0 are one value, and it is 0', () => {
  expect(
    resultOfPairs(maxBy('x', 'y'), [
      [-0, 0],
      ['later', -0],
    ]),
  ).toBe(0);
});
