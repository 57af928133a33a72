import type { Report, Result } from '../../bench/report';
import { brokenFloors } from '../../bench/targets';

const GOOD: readonly Partial<Result>[] = [
  { id: 'handler/strict/page-view', overNaive: 4.5, overFloor: 1.6 },
  { id: 'handler/strict/trade', overNaive: 6.2, overFloor: 0.9 },
  { id: 'handler/strict/nested', overNaive: 4.2 },
  { id: 'handler/strict/text-numbers', overFirst: 1.1 },
  { id: 'window/1h-1s', overFirst: 1.1 },
  { id: 'keys/30k', overFirst: 1.9 },
  { id: 'session/1-key-week/30m', overFirst: 0.9 },
  { id: 'state/bytes-per-cell', bytes: 15 },
  { id: 'state/naive-json-bytes-per-cell', bytes: 85 },
];

const brokenWith = (changed: Partial<Result>): string[] =>
  brokenFloors({
    results: GOOD.map(result => (result.id === changed.id ? { ...result, ...changed } : result)),
  } as unknown as Report);

describe('the floors of the smoke form', () => {
  it('hold for the figures of docs/performance.md', () => {
    expect(brokenWith({})).toEqual([]);
  });

  it.each<Partial<Result>>([
    { id: 'handler/strict/page-view', overNaive: 2.9 },
    { id: 'handler/strict/trade', overFloor: 1.4 },
    { id: 'handler/strict/nested', overNaive: 2.9 },
    { id: 'handler/strict/text-numbers', overFirst: 1.7 },
    { id: 'window/1h-1s', overFirst: 3.1 },
    { id: 'keys/30k', overFirst: NaN },
    { id: 'session/1-key-week/30m', overFirst: 3.6 },
    { id: 'state/bytes-per-cell', bytes: 20 },
  ])('are broken by %j, in one line', changed => {
    const broken = brokenWith(changed);
    expect(broken).toHaveLength(1);
    expect(broken[0]).toContain(changed.id!.split('/')[0]);
  });

  it('are broken by a figure that is missing', () => {
    expect(brokenFloors({ results: [] } as unknown as Report)).toHaveLength(10);
  });
});
