import { RETENTION_MS_MIN } from '../../engine/commit/kept-records';
import type { Random } from './random';

/** What makes an epoch take longer than a function has. */
export interface HeavyRun {
  /** Events of the first record, each in a pane of its own where panes are short. */
  readonly recordEvents: number;
  /** Time that a finalizer has before its deadline, ms. */
  readonly workMs: number;
  /** Time after it, ms: then it is killed, whatever it does. */
  readonly reserveMs: number;
  /** The least and the most that each of its calls takes, ms. */
  readonly pace: readonly [number, number];
}

/** With the engine's small limits a step is a thousandth of what it is else. */
const HAS_SMALL_LIMITS = RETENTION_MS_MIN < 86_400_000;

/** Few runs are heavy: they take long. */
export function drawHeavyRun(random: Random): HeavyRun | undefined {
  if (random.chance(0.97)) return undefined;
  const recordEvents = random.int(500, 3_000);
  const isHuge = random.chance(0.1) && !HAS_SMALL_LIMITS;
  return {
    recordEvents: isHuge ? 41_000 : recordEvents,
    workMs: random.int(12_000, 20_000),
    reserveMs: random.pick([1, 1, 500, 20_000]),
    pace: [1, 10],
  };
}
