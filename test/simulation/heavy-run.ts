import { RETENTION_MS_MIN } from '../../engine/commit/kept-records';
import type { Query } from '../../engine/definition/pipeline';
import type { Definition } from './definitions';
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
export function drawHeavyRun(random: Random, { stages }: Definition): HeavyRun | undefined {
  if (random.chance(0.97)) return undefined;
  const drawn = random.int(500, 3_000);
  const walksFar = HAS_SMALL_LIMITS && stages.some(({ queries }) => queries.some(({ window }) => isLong(window)));
  const recordEvents = walksFar ? Math.ceil(drawn / 10) : drawn;
  const isHuge = random.chance(0.1) && !HAS_SMALL_LIMITS;
  return {
    recordEvents: isHuge ? 41_000 : recordEvents,
    workMs: random.int(12_000, 20_000),
    reserveMs: random.pick([1, 1, 500, 20_000]),
    pace: [1, 10],
  };
}

/** A walk along sessions so long reads panes over and over where hardly any can be kept. */
function isLong(window: Query['window']): boolean {
  return window.kind === 'session' && window.maxDurationMs > 10 * window.gapMs;
}
