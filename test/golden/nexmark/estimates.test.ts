import { rowDifferences } from '../row-differences';
import { withEstimates } from './estimates';

const row = (bidders: number, bids = 9): Record<string, number> => ({
  window_start: 0,
  total_bids: bids,
  total_bidders: bidders,
});
const areSame = (ours: Record<string, number>, exact: Record<string, number>): boolean =>
  rowDifferences([ours], withEstimates([exact], [ours])).length === 0;

it('takes an estimate within three standard errors for the count, above 256 only', () => {
  expect(areSame(row(1040), row(1000))).toBe(true);
  expect(areSame(row(1060), row(1000))).toBe(false);
  expect(areSame(row(256), row(256))).toBe(true);
  expect(areSame(row(257), row(256))).toBe(false);
});

it('takes nothing but counts of distinct values for estimates', () => {
  expect(areSame(row(1000, 1001), row(1000, 1000))).toBe(false);
});

it('takes nothing for a row that is not there', () => {
  expect(withEstimates([row(1000)], [])).toEqual([row(1000)]);
});
