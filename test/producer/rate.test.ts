import fc from 'fast-check';
import { seededRandom } from '../../producer/random';
import { constantRate, Pacer, type Rate, sineRate, weeklyRate, withJitter } from '../../producer/rate';

const DAY_MS = 86_400_000;
const SUNDAY_MS = Date.UTC(2026, 10, 22);

function total(rate: Rate, fromMs: number, toMs: number, tickMs: number): number {
  const pacer = new Pacer(rate, fromMs);
  let count = 0;
  for (let at = fromMs; at < toMs; at += tickMs) count += pacer.countUntil(Math.min(toMs, at + tickMs));
  return count;
}

describe('a rate', () => {
  it('swings as a sine around its mean and never below zero', () => {
    const rate = sineRate({ eventsPerSecond: 100, amplitude: 1, periodMs: 60_000, peakMs: 15_000 });
    expect([15_000, 30_000, 45_000, 60_000].map(ms => Math.round(rate(ms)))).toEqual([200, 100, 0, 100]);
    expect(total(rate, 0, 60_000, 70)).toBe(6_000);
  });

  it('of a day peaks at 15:00 UTC', () => {
    const rate = sineRate({ eventsPerSecond: 10 });
    expect(rate(SUNDAY_MS + 15 * 3_600_000)).toBeCloseTo(15);
    expect(rate(SUNDAY_MS + 3 * 3_600_000)).toBeCloseTo(5);
  });

  it('of a week keeps its mean, is lower at night and on Sundays, and has no steps', () => {
    const rate = weeklyRate(2);
    expect(total(rate, SUNDAY_MS, SUNDAY_MS + 7 * DAY_MS, 60_000) / (7 * 86_400)).toBeCloseTo(2, 3);
    const at = (day: number, hour: number): number => rate(SUNDAY_MS + day * DAY_MS + hour * 3_600_000);
    expect(at(2, 4)).toBeLessThan(at(2, 20) / 5);
    expect(at(0, 20)).toBeLessThan(at(2, 20));
    expect(at(2, 20.5)).toBeCloseTo((at(2, 20) + at(2, 21)) / 2);
    expect(at(7, 12)).toBeCloseTo(at(0, 12));
  });

  it('jitters within its share, the same way for the same seed', () => {
    const rates = () => {
      const rate = withJitter(constantRate(100), 0.2, seededRandom(7));
      return Array.from({ length: 200 }, (_, second) => rate(second * 1_000));
    };
    expect(rates()).toEqual(rates());
    expect(new Set(rates()).size).toBeGreaterThan(150);
    expect(Math.min(...rates())).toBeGreaterThanOrEqual(80);
    expect(Math.max(...rates())).toBeLessThanOrEqual(120);
  });

  it.each([
    () => constantRate(-1),
    () => constantRate(Number.NaN),
    () => sineRate({ eventsPerSecond: 1, amplitude: 2 }),
  ])('that makes no sense is refused', make => {
    expect(make).toThrow(RangeError);
  });
});

describe('the pacer', () => {
  it('gives the rate exactly, however time is cut into ticks', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1 }),
        (perSecond, ticksMs) => {
          const pacer = new Pacer(constantRate(perSecond), 0);
          let nowMs = 0;
          let count = 0;
          for (const tickMs of ticksMs) {
            nowMs += tickMs;
            count += pacer.countUntil(nowMs);
            expect(Math.abs(count - (perSecond * nowMs) / 1_000)).toBeLessThanOrEqual(1);
          }
        },
      ),
    ));
});
