import type { Random } from '../pipelines/templates/generator';

/** Events per second at a time, ms since 1970; never negative. */
export type Rate = (timeMs: number) => number;

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The same rate at all times. */
export const constantRate = (eventsPerSecond: number): Rate => {
  checkRate(eventsPerSecond);
  return () => eventsPerSecond;
};

export interface SineOptions {
  /** The mean. */
  readonly eventsPerSecond: number;
  /** How far the rate swings from the mean, as a share of it, 0-1. @default 0.5 */
  readonly amplitude?: number;
  /** @default one day */
  readonly periodMs?: number;
  /** A time of the highest rate, ms since 1970. @default 15:00 UTC */
  readonly peakMs?: number;
}

/** A sine around the mean. */
export function sineRate({
  eventsPerSecond,
  amplitude = 0.5,
  periodMs = DAY_MS,
  peakMs = 15 * HOUR_MS,
}: SineOptions): Rate {
  checkRate(eventsPerSecond);
  if (!(amplitude >= 0 && amplitude <= 1)) throw new RangeError(`amplitude: expected 0 to 1: ${amplitude}`);
  if (!(periodMs > 0)) throw new RangeError(`periodMs: expected more than 0: ${periodMs}`);
  return timeMs => eventsPerSecond * (1 + amplitude * Math.cos((2 * Math.PI * (timeMs - peakMs)) / periodMs));
}

/** Traffic of a site by hour (UTC) and by day of the week from Sunday, in proportion: quiet nights, a peak in the evening. */
const BY_HOUR = [6, 4, 3, 2, 2, 3, 5, 9, 13, 16, 17, 17, 18, 17, 17, 16, 16, 17, 19, 21, 22, 20, 15, 10];
const BY_DAY = [0.8, 1.1, 1.12, 1.1, 1.06, 1, 0.82];

/** The shape of a week with this mean rate, linear between full hours. */
export function weeklyRate(eventsPerSecond: number): Rate {
  checkRate(eventsPerSecond);
  const shape = BY_DAY.flatMap(day => BY_HOUR.map(hour => day * hour));
  const mean = shape.reduce((sum, weight) => sum + weight, 0) / shape.length;
  return timeMs => {
    const hours = timeMs / HOUR_MS + 4 * 24; // 1970 began on a Thursday
    const index = Math.floor(hours);
    const at = (i: number): number => shape[((i % shape.length) + shape.length) % shape.length]!;
    const weight = at(index) + (at(index + 1) - at(index)) * (hours - index);
    return (eventsPerSecond * weight) / mean;
  };
}

/** The rate times a random factor, another one every second, even between 1 - share and 1 + share. */
export function withJitter(rate: Rate, share: number, random: Random): Rate {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`jitter: expected a share from 0 to 1: ${share}`);
  let second = Number.NaN;
  let factor = 1;
  return timeMs => {
    const now = Math.floor(timeMs / SECOND_MS);
    if (now !== second) factor = 1 + share * (2 * random() - 1);
    second = now;
    return rate(timeMs) * factor;
  };
}

function checkRate(eventsPerSecond: number): void {
  if (!(eventsPerSecond >= 0 && eventsPerSecond < Infinity))
    throw new RangeError(`rate: expected events per second: ${eventsPerSecond}`);
}

/** Turns a rate into whole events: the sum of its counts never strays from the rate's integral by an event or more. */
export class Pacer {
  private owed = 0;

  constructor(
    private readonly rate: Rate,
    private reachedMs: number,
  ) {}

  /** How many events fall between the time reached and `untilMs`; integrated in steps of at most a second. */
  countUntil(untilMs: number): number {
    while (this.reachedMs < untilMs) {
      const nextMs = Math.min(untilMs, this.reachedMs + SECOND_MS);
      const middleMs = (this.reachedMs + nextMs) / 2;
      this.owed += (this.rate(middleMs) * (nextMs - this.reachedMs)) / SECOND_MS;
      this.reachedMs = nextMs;
    }
    const count = Math.floor(this.owed + ROUNDING);
    this.owed -= count;
    return count;
  }
}

/** So that ten tenths of an event are one. */
const ROUNDING = 1e-9;
