import fc from 'fast-check';
import { anomaly, type AnomalyInput } from '../../../engine/definition/anomaly-values';
import { follow } from './support';

interface Judged {
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly score: number | null;
  readonly anomaly: number | null;
}

function judge(windows: readonly number[], options: AnomalyInput): Judged[] {
  return follow(anomaly('v', options).score, windows).values.map(([expected, lower, upper, score, found]) => ({
    expected: expected!,
    lower: lower!,
    upper: upper!,
    score: score!,
    anomaly: found!,
  }));
}

/** The steps whose value is told of. */
const told = (windows: readonly number[], options: AnomalyInput): number[] =>
  judge(windows, options).flatMap(({ anomaly: found }, step) => (found === 1 ? [step] : []));

describe('anomaly by median and median absolute deviation', () => {
  const robust = { method: 'robust', windows: 10, k: 3, quiet: 0 } as const;
  // Their median is 11; they are 0, 0, six times 1, and twice 2 off: the median deviation is 1, the range 4.
  const before = [10, 11, 12, 10, 11, 12, 10, 12, 13, 9];

  test('holds a value against the windows before it, never against itself', () => {
    const width = 3 * 1.4826;
    const alike = judge([...before, 11], robust).at(-1)!;
    expect(alike).toEqual({ expected: 11, lower: 11 - width, upper: 11 + width, score: 0, anomaly: 0 });
    expect(judge([...before, 1e9], robust).at(-1)).toMatchObject({ expected: 11, upper: 11 + width, anomaly: 1 });
  });

  test('the score is half on the edge of the band', () => {
    const width = 3 * 1.4826;
    const edge = judge([...before, 11 + width], robust).at(-1)!;
    expect(edge.score).toBeCloseTo(0.5, 12);
    expect(judge([...before, 11 + 3 * width], robust).at(-1)!.score).toBeCloseTo(0.75, 12);
  });

  test('four outliers of ten do not move what is expected out of the others', () => {
    const dirty = [10, 1_000, 12, 10, -1_000, 12, 10, 1_000, 11, -1_000, 11];
    expect(judge(dirty, robust).at(-1)).toMatchObject({ expected: 10.5, anomaly: 0 });
  });

  test('where all windows before are alike, every other value is outside, unless a floor says what does not matter', () => {
    const flat = Array.from({ length: 10 }, () => 7);
    expect(judge([...flat, 7], robust).at(-1)).toEqual({ expected: 7, lower: 7, upper: 7, score: 0, anomaly: 0 });
    expect(judge([...flat, 7.001], robust).at(-1)).toMatchObject({ score: 1, anomaly: 1 });
    expect(judge([...flat, 7.001], { ...robust, floor: 0.1 }).at(-1)).toMatchObject({ anomaly: 0 });
  });

  test('counts vary by the square root of what is expected, few by one', () => {
    const counts = { ...robust, counts: true } as const;
    const of = (n: number) => Array.from({ length: 10 }, () => n);
    expect(judge([...of(100), 130], counts).at(-1)).toMatchObject({ lower: 70, upper: 130, anomaly: 0 });
    expect(judge([...of(100), 131], counts).at(-1)).toMatchObject({ anomaly: 1 });
    expect(judge([...of(0), 3], counts).at(-1)).toMatchObject({ upper: 3, anomaly: 0 });
  });

  test('what was seen a while ago widens the band by a tenth of the range', () => {
    const spikes = [0, 0, 0, 0, 100, 0, 0, 0, 0, 0];
    expect(judge([...spikes, 30], robust).at(-1)).toMatchObject({ lower: -30, upper: 30, anomaly: 0 });
    expect(judge([...spikes, 31], robust).at(-1)).toMatchObject({ anomaly: 1 });
  });

  test('a value appears once a tenth of the windows before have one, and ten', () => {
    const line = Array.from({ length: 14 }, (_, i) => i);
    const expected = (windows: number) => judge(line, { ...robust, windows }).map(each => each.expected);
    expect(expected(100)).toEqual([...line.slice(0, 10).map(() => null), 4.5, 5, 5.5, 6]);
    expect(expected(120)).toEqual([...line.slice(0, 12).map(() => null), 5.5, 6]);
  });

  test('takes the latest windows with a value, of a stretch a quarter longer', () => {
    const line = [...Array.from({ length: 14 }, (_, i) => i), 50];
    const steps = (gap: number) => [...line.slice(0, -1).keys(), 13 + gap];
    const expected = (gap: number) => follow(anomaly('v', robust).score, line, steps(gap)).values.at(-1)![0];
    expect(expected(1)).toBe(8.5);
    expect(expected(4)).toBe(8.5);
    expect(expected(5)).toBeNull();
  });
});

describe('quiet', () => {
  const options = { method: 'robust', windows: 40, k: 5, quiet: 4 } as const;
  const calm = Array.from({ length: 40 }, (_, i) => i % 5);

  test('of a stretch outside the band only the first window is told of', () => {
    expect(told([...calm, 90, 91, 92, 93, 94], options)).toEqual([40]);
  });

  test('an outside value within it makes it begin again, one after it is told of', () => {
    expect(told([...calm, 90, 0, 0, 0, 90, 0, 0, 0, 0, 90], options)).toEqual([40, 49]);
    expect(told([...calm, 90, 0, 0, 0, 0, 90], { ...options, quiet: 0 })).toEqual([40, 45]);
  });
});

test('a value is told of where it is outside the band, and there the score is above a half', () => {
  const value = fc.integer({ min: -5, max: 5 }).map(n => n ** 5);
  fc.assert(
    fc.property(fc.array(value, { minLength: 20, maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (windows, k) => {
      judge(windows, { method: 'robust', windows: 12, k, quiet: 0 }).forEach(
        ({ lower, upper, score, anomaly: is }, i) => {
          if (lower === null) return;
          expect(is === 1).toBe(windows[i]! < lower || windows[i]! > upper!);
          expect(score! > 0.5).toBe(is === 1);
        },
      );
    }),
  );
});
