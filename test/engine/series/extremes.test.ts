import { anomaly } from '../../../engine/definition/anomaly-values';
import { seededRandom } from '../../../producer/random';
import { follow } from './support';

const options = { method: 'extremes', windows: 200, quiet: 0 } as const;
const judge = (windows: readonly number[]) =>
  follow(anomaly('v', options).score, windows).values.map(([expected, lower, upper, score, found]) => ({
    expected,
    lower,
    upper,
    score,
    anomaly: found,
  }));
/** 0, 1, 2, 3, 4 and again: a mean of ten is always 2. */
const calm = Array.from({ length: 100 }, (_, i) => i % 5);
const random = seededRandom(1);
const wild = Array.from({ length: 150 }, () => Math.floor(random() * 23));

describe('anomaly by the furthest of the windows before', () => {
  test('the band goes a twentieth beyond the furthest, whatever its side', () => {
    const walk = [...calm.slice(0, 20), 10];
    const { expected, lower, upper } = judge([...walk, 2]).at(-1)!;
    expect([expected, lower, upper]).toEqual([2, expect.closeTo(2 - 8.4, 12), expect.closeTo(2 + 8.4, 12)]);
  });

  test('what was there before is none when it comes again', () => {
    const spiky = [...calm.slice(0, 50), 90, ...calm.slice(0, 25), 90, 0, 1];
    expect(judge(spiky).flatMap(({ anomaly: is }, step) => (is === 1 ? [step] : []))).toEqual([50]);
  });

  test('ten windows at the edge of the band are one, though none of them is beyond it', () => {
    const high = [...wild, ...Array.from({ length: 10 }, () => 22)];
    const judged = judge(high);
    const told = judged.flatMap(({ anomaly: is }, step) => (is === 1 && step >= 100 ? [step] : []));
    expect(told[0]).toBeGreaterThan(152);
    expect(told[0]).toBeLessThan(160);
    for (const { upper } of judged.slice(150)) expect(upper).toBeGreaterThan(22);
  });

  test('a mean that never moved lets one of the furthest values through', () => {
    expect(judge([...calm, 4])[100]).toMatchObject({ anomaly: 1 });
    expect(judge([...calm, 2])[100]).toMatchObject({ anomaly: 0 });
  });
});
