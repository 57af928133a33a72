import { LatestResults } from '../../cli/latest-results';
import type { ResultRecord } from '../../engine/results/result-row';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

function result(query: string, key: string, start: number, end: number, revision = 0): ResultRecord {
  return {
    id: `site/${query}/${start}/${end}/${key}`,
    pipeline: 'site',
    query,
    key: { key },
    window: { start: at(start), end: at(end) },
    revision,
    final: true,
    values: { n: 10 * end + revision, path: '/home' },
    watermark: null,
  };
}

let lines: string[];
let latest: LatestResults;
beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(String(text)) > 0);
  latest = new LatestResults();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** The lines that these results bring, as they come together. */
function printed(...results: readonly ResultRecord[]): string[] {
  for (const each of results) latest.add(each);
  jest.runAllTimers();
  return lines.splice(0);
}

it('prints a window that closes with three of its keys, at their latest revision', () => {
  const keys = ['a', 'b', 'c', 'd', 'e'].map(key => result('views', key, 0, 10));
  expect(printed(...keys, result('views', 'a', 0, 10, 1))).toEqual([
    '12:00:00-12:00:10  views  a: n 101 | b: n 100 | c: n 100 | and 2 more\n',
  ]);
  expect(printed(result('views', 'b', 0, 10, 1))).toEqual([]);
});

it('prints a line for each query, of many windows that close together the latest, with how many more there are', () => {
  const visits = [3, 9, 5].map(end => result('visits', `v${end}`, 0, end));
  expect(printed(...visits, result('views', 'a', 0, 5), result('views', 'a', 5, 10))).toEqual([
    '12:00:00-12:00:09  visits  v9: n 90  (and 2 more windows)\n',
    '12:00:05-12:00:10  views  a: n 100  (and 1 more window)\n',
  ]);
});
