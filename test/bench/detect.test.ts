import { spawnSync } from 'node:child_process';
import { alongWindows } from '../../bench/detect/along';
import { cleanTraffic } from '../../bench/detect/clean-traffic';

const HOUR_MS = 3_600_000;
const detect = (...options: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'bench/detect/main.ts', ...options], { encoding: 'utf8' });

test('clean traffic has the same mean by any window, half of it at the weekend, and is the same for a seed', () => {
  const { startsMs, values } = cleanTraffic(1, HOUR_MS, 4, 100);
  expect(startsMs).toHaveLength(4 * 7 * 24);
  const days = Array.from({ length: 28 }, (_, day) => values.slice(day * 24, day * 24 + 24).reduce((a, b) => a + b));
  for (const [day, views] of days.entries()) {
    const expected = day % 7 >= 5 ? 1_200 : 2_400;
    expect(Math.abs(views - expected)).toBeLessThan(5 * Math.sqrt(expected));
  }
  expect(cleanTraffic(1, HOUR_MS, 4, 100)).toEqual({ startsMs, values });
});

test.each(['seasonal', 'auto', 'extremes', 'robust'] as const)(
  'by %s four weeks of clean traffic give at most one false alert a week',
  method => {
    const { startsMs, values } = cleanTraffic(7, HOUR_MS, 6, 100);
    const told = alongWindows({ method, windows: 672 }, startsMs, values);
    expect(told.slice(2 * 7 * 24).filter(({ isAnomaly }) => isAnomaly).length).toBeLessThanOrEqual(4);
  },
);

test('seasonal tells an outage by day, a rush by night, and neither robust nor extremes tell the outage', () => {
  const { startsMs, values } = cleanTraffic(7, HOUR_MS, 6, 100);
  const outage = 5 * 7 * 24 + 14;
  const wrong = [...values];
  wrong[outage] = 30;
  wrong[outage + 36] = 120;
  const told = (method: 'seasonal' | 'robust' | 'extremes') =>
    alongWindows({ method, windows: 672, quiet: 0 }, startsMs, wrong).flatMap(({ isAnomaly }, step) =>
      isAnomaly && step >= 5 * 7 * 24 ? [step] : [],
    );
  expect(told('seasonal')).toEqual([outage, outage + 36]);
  expect(told('robust')).toEqual([]);
  expect(told('extremes')).toEqual([]);
});

test('what it needs is said in one line', () => {
  const { stderr, status } = detect('--nab', 'docs');
  expect([status, stderr.split('\n')[0]]).toEqual([
    1,
    "error: option '--nab <folder>' argument 'docs' is invalid. has no labels/combined_windows.json; it is a clone of github.com/numenta/NAB that is needed",
  ]);
  expect(detect('--published').stderr.split('\n')[0]).toBe('error: --published needs --nab');
}, 60_000);
