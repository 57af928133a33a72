import { histogram, percentile } from '../../bench/end-to-end/histogram';

test('a percentile is the value of the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([0, 0.5, 0.99, 1].map(share => percentile(values, share))).toEqual([1, 50, 99, 100]);
  expect(percentile([7], 0.5)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow('no values');
});

test('a histogram has a line for each step, the empty ones too, and its counts add up', () => {
  const lines = histogram([1_000, 1_500, 4_100], 1_000);
  expect(lines).toHaveLength(4);
  expect(lines.map(line => Number(/\d+$/.exec(line)![0]))).toEqual([2, 0, 0, 1]);
  expect(lines[0]).toContain('█'.repeat(40));
  expect(lines[3]).toContain(`${'█'.repeat(20)} `);
});
