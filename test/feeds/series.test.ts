import fc from 'fast-check';
import { Series } from '../../feeds/series';

const see = (series: Series, ...numbers: readonly number[]) => numbers.map(number => series.see(number, number));

test('a jump is a gap, and what comes late out of it counts once', () => {
  const series = new Series();
  expect(see(series, 5, 6, 10, 8, 8, 7, 9, 11)).toEqual([
    { isKnown: false },
    { isKnown: false },
    { isKnown: false, missed: { from: 7, to: 9 } },
    { isKnown: false, isFound: true },
    { isKnown: true },
    { isKnown: false, isFound: true },
    { isKnown: false, isFound: true },
    { isKnown: false },
  ]);
});

test('what an earlier run has seen is where it goes on', () => {
  expect(see(new Series(7), 8)).toEqual([{ isKnown: false }]);
  expect(see(new Series(7), 10)).toEqual([{ isKnown: false, missed: { from: 8, to: 9 } }]);
});

test('what the source repeats counts where it fills a gap, and not before anything was seen', () => {
  const series = new Series(7);
  const past = (number: number) => series.see(number, 0, true);
  expect([6, 7, 9, 8].map(past)).toEqual([
    { isKnown: true },
    { isKnown: true },
    { isKnown: false, missed: { from: 8, to: 8 } },
    { isKnown: false, isFound: true },
  ]);
  expect(new Series().see(3, 0, true)).toEqual({ isKnown: true });
});

test('a source that counts anew loses nothing', () => {
  const series = new Series();
  see(series, 100, 101, 105);
  const again = [1, 2, 100].map(number => series.see(number, 7_000 + number));
  expect(again.map(({ isKnown }) => isKnown)).toEqual([false, false, false]);
});

test('how far it has come tells of what is missing at its end', () => {
  const series = new Series();
  expect(series.reach(20)).toBeUndefined();
  expect(series.reach(23)).toEqual({ from: 21, to: 23 });
  expect(series.reach(23)).toBeUndefined();
  expect(series.see(22, 0)).toEqual({ isKnown: false, isFound: true });
});

test('numbers in any order, each several times: each counts once, and what is missed in the end is what never came', () => {
  const numbers = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(numbers, given => {
      const series = new Series(0);
      const news: number[] = [];
      let missed = 0;
      for (const number of given) {
        const { isKnown, missed: range, isFound } = series.see(number, number);
        if (!isKnown) news.push(number);
        missed += (range ? range.to - range.from + 1 : 0) - (isFound ? 1 : 0);
      }
      expect(news.toSorted((a, b) => a - b)).toEqual([...new Set(given)].sort((a, b) => a - b));
      expect(missed).toBe(Math.max(...given) - new Set(given).size);
    }),
  );
});
