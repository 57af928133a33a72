import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nabFiles } from '../../bench/detect/nab-files';
import { nabScore, nabScoreAt, type ScoredFile } from '../../bench/detect/nab-score';

const ROWS = 1_000;
const WINDOWS = [
  [300, 399],
  [700, 799],
] as const;
/** Rows that count are those from 150 on. */
const file = (alerts: Readonly<Record<number, number>>): ScoredFile => ({
  scores: Array.from({ length: ROWS }, (_, row) => alerts[row] ?? 0),
  windows: WINDOWS,
});

describe("the benchmark's score", () => {
  test('is 0 where nothing is said, and 100 where every window is found at its first row and nothing else', () => {
    expect(nabScore([file({})])).toEqual({ score: 0, threshold: Infinity });
    expect(nabScore([file({ 300: 1, 700: 1 })])).toEqual({ score: 100, threshold: 1 });
    expect(nabScore([file({ 300: 1 })]).score).toBeCloseTo(50, 12);
  });

  test('a window counts once, by its first alert, and the less the later that is', () => {
    expect(nabScore([file({ 300: 1, 320: 1, 350: 1, 700: 1 })]).score).toBe(100);
    const halfway = 0.84828 / 0.98661;
    expect(nabScore([file({ 350: 1, 750: 1 })]).score).toBeCloseTo(50 + 50 * halfway, 3);
    expect(nabScore([file({ 399: 1 })]).score).toBeLessThan(26.5);
  });

  test('a false alert takes 0.11 of a window, one soon after a window less', () => {
    expect(nabScoreAt([file({ 200: 1, 300: 1, 700: 1 })], 1)).toBeCloseTo(100 - 100 * (0.11 / 4), 12);
    const late = nabScoreAt([file({ 300: 1, 410: 1, 700: 1 })], 1);
    expect(late).toBeGreaterThan(100 - 100 * (0.11 / 4));
    expect(late).toBeLessThan(100);
  });

  test('an alert in the first 15 % is none', () => {
    expect(nabScoreAt([file({ 149: 1, 300: 1, 700: 1 })], 1)).toBe(100);
    expect(nabScoreAt([file({ 150: 1, 300: 1, 700: 1 })], 1)).toBeLessThan(100);
  });

  test('one threshold is chosen for all files together', () => {
    const good = file({ 300: 0.9, 700: 0.9 });
    const noisy = file({ 200: 0.8, 210: 0.8, 220: 0.8, 300: 0.7 });
    expect(nabScore([good, noisy]).threshold).toBe(0.7);
    const noise = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [160 + i, 0.8]));
    expect(nabScore([good, file({ ...noise, 300: 0.7 })])).toEqual({ score: 50, threshold: 0.9 });
  });
});

test("a benchmark's file is read with its windows by row", () => {
  const folder = mkdtempSync(join(tmpdir(), 'nab-'));
  mkdirSync(join(folder, 'labels'));
  mkdirSync(join(folder, 'data', 'real'), { recursive: true });
  writeFileSync(
    join(folder, 'labels', 'combined_windows.json'),
    '{"real/a.csv": [["2014-04-01 00:05:00.000000", "2014-04-01 00:10:00.000000"]]}',
  );
  writeFileSync(
    join(folder, 'data', 'real', 'a.csv'),
    'timestamp,value\n2014-04-01 00:00:00,1.5\n2014-04-01 00:05:00,2\n2014-04-01 00:10:00,3\n',
  );
  const startMs = Date.UTC(2014, 3, 1);
  expect(nabFiles(folder)).toEqual([
    {
      name: 'real/a.csv',
      timesMs: [startMs, startMs + 300_000, startMs + 600_000],
      values: [1.5, 2, 3],
      windows: [[1, 2]],
    },
  ]);
});
