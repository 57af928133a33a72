import { growing, table } from './report';
import { keepsGrowing, medianOfPart, sparkline } from './series';

const MIB = 1024 * 1024;

test('a plot goes from the lowest bar to the highest', () => {
  expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8], 8)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([5, 5, 5], 8)).toBe('▁▁▁');
  expect(sparkline([1, undefined, 2], 3)).toBe('▁ █');
});

test('a plot has as many characters as it is wide, however long the series', () => {
  expect(
    sparkline(
      Array.from({ length: 181 }, (_, i) => i),
      40,
    ),
  ).toHaveLength(40);
});

test('the median of a part leaves the rest and the gaps out', () => {
  expect(medianOfPart([9, 9, 1, 2, undefined, 3, 9, 9], 0.25, 0.75)).toBe(2);
  expect(medianOfPart([undefined], 0, 1)).toBeUndefined();
});

test('memory that rises to a level does not keep growing, memory that rises to the end does', () => {
  const level = Array.from({ length: 100 }, (_, i) => Math.min(i, 25) * 10 * MIB);
  const rising = Array.from({ length: 100 }, (_, i) => i * 10 * MIB);
  expect(keepsGrowing(level)).toBe(false);
  expect(keepsGrowing(rising)).toBe(true);
  const samples = rising.map((bytes, i) => ({ atMs: i, memory: { leaking: bytes, level: level[i]! }, disk: {} }));
  expect(growing(samples)).toEqual(['leaking']);
});

test('the table has a line for each process and each folder', () => {
  const samples = [1, 2, 3, 4].map(i => ({ atMs: i, memory: { runner: i * MIB }, disk: { kinesis: 8 * MIB } }));
  const lines = table(samples).split('\n');
  expect(lines[1]).toMatch(/^memory runner +1\.0 +2\.0 +3\.0 +4\.0 {2}▁▃▆█$/);
  expect(lines[2]).toMatch(/^disk kinesis +8\.0 +8\.0 +8\.0 +8\.0 {2}▁▁▁▁$/);
});
