import { bollinger, ema, sma } from '../../../engine/definition/moving-averages';
import { averageAt, type Point } from '../../../engine/moving-average/series';

const points = (...values: (number | null)[]): Point[] => values.map((value, step) => ({ step, value }));
const at = (average: ReturnType<typeof sma>, of: Point[], previous: number | null = null) =>
  averageAt(average, of, of.at(-1)!.step, previous);

describe('a moving average', () => {
  it('has no value until there are n windows', () => {
    expect(at(sma('v', 3), points(1, 2))).toBeNull();
    expect(at(sma('v', 3), points(1, 2, 6))).toBe(3);
  });

  it('is the mean of the latest n windows only', () => {
    expect(at(sma('v', 2), points(100, 1, 3))).toBe(2);
  });

  it('passes over windows without a value, within 2n windows', () => {
    expect(
      at(sma('v', 2), [
        { step: 0, value: 4 },
        { step: 3, value: 6 },
      ]),
    ).toBe(5);
    expect(
      at(sma('v', 2), [
        { step: 0, value: 4 },
        { step: 4, value: 6 },
      ]),
    ).toBeNull();
    expect(at(sma('v', 2), points(1, 3, null))).toBeNull();
  });

  it('is seeded by the mean of the first n, then weighs the latest window by 2 / (n + 1)', () => {
    expect(at(ema('v', 3), points(2, 4, 6))).toBe(4);
    expect(at(ema('v', 3), points(2, 4, 6, 8), 4)).toBe(6);
  });

  it('has a band of k deviations of the population around the mean', () => {
    const { lower, middle, upper } = bollinger('v', 4, 2);
    const values = points(2, 4, 4, 6);
    expect([lower, middle, upper].map(line => at(line, values))).toEqual([4 - 2 * Math.SQRT2, 4, 4 + 2 * Math.SQRT2]);
  });
});
