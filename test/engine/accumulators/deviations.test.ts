import fc from 'fast-check';
import { corr, covarPop, covarSamp, stddevSamp, varPop, varSamp } from '../../../engine/definition/aggregates';
import { everydayNumber, resultOfPairs, resultOver } from './support';

/** The first and the fourth of Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973). */
const ANSCOMBE_1 = [
  [10, 8.04],
  [8, 6.95],
  [13, 7.58],
  [9, 8.81],
  [11, 8.33],
  [14, 9.96],
  [6, 7.24],
  [4, 4.26],
  [12, 10.84],
  [7, 4.82],
  [5, 5.68],
] as const;
const Y_4 = [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89];
const ANSCOMBE_4 = Y_4.map((y, i) => [i === 7 ? 19 : 8, y] as const);

test("Anscombe's x, y and their relation", () => {
  const xs = ANSCOMBE_1.map(([x]) => x);
  expect(resultOver(varSamp('x'), xs)).toBe(11);
  expect(resultOver(varPop('x'), xs)).toBe(10);
  expect(resultOver(stddevSamp('x'), xs)).toBe(Math.sqrt(11));
  expect(resultOfPairs(covarSamp('x', 'y'), ANSCOMBE_1)).toBeCloseTo(5.501, 12);
  expect(resultOfPairs(covarPop('x', 'y'), ANSCOMBE_1)).toBeCloseTo(55.01 / 11, 12);
  expect(resultOfPairs(corr('x', 'y'), ANSCOMBE_1)).toBeCloseTo(0.81642051634484, 13);
  expect(resultOfPairs(corr('x', 'y'), ANSCOMBE_4)).toBeCloseTo(0.81652143688851, 13);
});

test('a sample of one has no variance, a population of one has none to speak of', () => {
  expect(resultOver(varPop('x'), [0.1])).toBe(0);
  expect(resultOfPairs(covarPop('x', 'y'), [[0.1, 0.3]])).toBe(0);
  for (const aggregate of [varSamp('x'), stddevSamp('x')]) expect(resultOver(aggregate, [0.1])).toBeNull();
  for (const aggregate of [covarSamp('x', 'y'), corr('x', 'y')])
    expect(resultOfPairs(aggregate, [[0.1, 0.3]])).toBeNull();
});

test('no number gives null', () => {
  for (const aggregate of [varPop('x'), varSamp('x'), stddevSamp('x')]) expect(resultOver(aggregate, [])).toBeNull();
  for (const aggregate of [covarPop('x', 'y'), covarSamp('x', 'y'), corr('x', 'y')])
    expect(resultOfPairs(aggregate, [])).toBeNull();
});

test('what never changes is related to nothing', () => {
  const pairs = [0.1, 0.7, 1e9, -3].map(y => [0.1, y] as const);
  expect(resultOfPairs(covarPop('x', 'y'), pairs)).toBe(0);
  expect(resultOfPairs(corr('x', 'y'), pairs)).toBeNull();
});

test('a line correlates by 1 or -1, however far from zero', () => {
  for (const slope of [3, -0.001]) {
    const pairs = Array.from({ length: 100 }, (_, i) => [1e9 + i / 8, slope * (i / 8) - 1e6] as const);
    expect(resultOfPairs(corr('x', 'y'), pairs)).toBeCloseTo(Math.sign(slope), 9);
  }
});

test('numbers whose squares pass the range of doubles give null', () => {
  expect(resultOver(varPop('x'), [1e200, -1e200])).toBeNull();
  const pairs = [
    [1e200, 1e200],
    [-1e200, 1],
  ] as const;
  for (const aggregate of [covarPop('x', 'y'), corr('x', 'y')]) expect(resultOfPairs(aggregate, pairs)).toBeNull();
});

test('two passes over everyday numbers agree, and a correlation is from -1 to 1', () => {
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const pair = fc.tuple(everydayNumber, everydayNumber);
  const property = fc.property(fc.array(pair, { minLength: 2, maxLength: 60 }), pairs => {
    const [meanX, meanY] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
    const products = pairs.map(([x, y]) => (x - meanX) * (y - meanY));
    const scale = mean(products.map(Math.abs));
    const covariance = resultOfPairs(covarPop('x', 'y'), pairs) as number;
    expect(Math.abs(covariance - mean(products))).toBeLessThanOrEqual(1e-9 * (1 + scale));
    const correlation = resultOfPairs(corr('x', 'y'), pairs) as number | null;
    if (correlation !== null) expect(Math.abs(correlation)).toBeLessThanOrEqual(1);
  });
  fc.assert(property, { numRuns: 200, seed: 6 });
});
