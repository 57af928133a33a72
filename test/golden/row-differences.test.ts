import { rowDifferences } from './row-differences';

it('finds none in the same rows in another order, of columns too', () => {
  expect(rowDifferences([{ a: 1, b: 2 }, { a: 3 }], [{ a: 3 }, { b: 2, a: 1 }])).toEqual([]);
});

it('shows a row that only one side has, and one that comes more often', () => {
  expect(rowDifferences([{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: 2 }])).toEqual([
    'only ours [["a",1]]',
    'not ours [["a",2]]',
  ]);
});

it('shows the first five and says how many more there are', () => {
  const rows = Array.from({ length: 9 }, (_, a) => ({ a }));
  expect(rowDifferences(rows, [])).toHaveLength(6);
  expect(rowDifferences(rows, [])[5]).toBe('and 4 more');
});
