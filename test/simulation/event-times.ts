import type { Definition } from './definitions';
import { stagesByStream } from './language/query';
import type { Random } from './random';
import type { World } from './world';

/** When events happen in a run, as their producers say. */
export interface TimeHabits {
  /** Every event is at most outOfOrderness old when it is put: none may be late. */
  readonly inOrder: boolean;
  /** Event times are so much before the clock: a replay of old data. */
  readonly replayOffsetMs: number;
  /** Times are multiples of this where they can be, ms: then they fall onto the edges of windows, gaps and bounds. */
  readonly gridMs: number;
  /** Hash keys below this share of the space are behind the others by `behindMs`. */
  readonly behindShare: number;
  readonly behindMs: number;
}

export function drawTimeHabits(random: Random, edges: Random): TimeHabits {
  const inOrder = random.chance(0.4);
  return {
    inOrder,
    replayOffsetMs: random.chance(0.3) ? random.int(1, 4_000) * 86_400_000 : 0,
    gridMs: edges.pick([1, 500, 1_000, 1_000, 1_000, 1_000, 5_000]),
    behindShare: !inOrder && edges.chance(0.3) ? edges.pick([0.2, 0.5, 0.8]) : 0,
    behindMs: edges.skewed(5_000, 3_600_000),
  };
}

export class EventTimes {
  private readonly edges: Random;
  /** Times of events before. */
  private readonly past: number[] = [];

  constructor(
    private readonly world: World,
    private readonly random: Random,
    private readonly definition: Definition,
    private readonly habits: TimeHabits,
  ) {
    this.edges = random.fork('event times');
  }

  /** Of an event that is put now, at a place in the space of hash keys from 0 to below 1. */
  next(place: number): number {
    const { habits } = this;
    const nowMs = this.world.scheduler.nowMs - habits.replayOffsetMs;
    const time = this.draw(nowMs) - (place < habits.behindShare ? habits.behindMs : 0);
    const onGrid = Math.ceil(time / habits.gridMs) * habits.gridMs;
    // No event is younger than it was drawn to be but those of the future.
    const drawn = onGrid > nowMs && time <= nowMs ? (habits.inOrder ? time : onGrid - habits.gridMs) : onGrid;
    this.past.push(drawn);
    return drawn;
  }

  private draw(nowMs: number): number {
    const { random, world, habits } = this;
    const settings = this.definition.stages.flatMap(stagesByStream).map(stage => stage.watermark);
    const outOfOrdernessMs = Math.min(...settings.map(one => one.outOfOrdernessMs));
    const maxFutureSkewMs = Math.max(...settings.map(one => one.maxFutureSkewMs));
    if (habits.inOrder) return nowMs - random.int(0, outOfOrdernessMs);
    if (world.faults.hits('future-events')) return nowMs + random.int(0, 3 * maxFutureSkewMs + 5_000);
    if (world.faults.hits('late-events')) return this.late(nowMs, outOfOrdernessMs);
    return nowMs - random.int(0, Math.round(1.5 * outOfOrdernessMs + 500));
  }

  /** Of any age, near the bound, or when another event was long ago: then its window holds results. */
  private late(nowMs: number, outOfOrdernessMs: number): number {
    const { random, edges, past } = this;
    switch (edges.int(0, past.length > 0 ? 3 : 1)) {
      case 0:
        return nowMs - random.skewed(1_000, 7_200_000);
      case 1:
        return nowMs - this.nearTheBound(outOfOrdernessMs);
      default:
        return edges.pick(past);
    }
  }

  /** An age at which an event is just late or just not. */
  private nearTheBound(outOfOrdernessMs: number): number {
    const allowedMs = this.edges.pick(this.definition.stages).allowedLatenessMs;
    return Math.max(0, allowedMs + outOfOrdernessMs + this.edges.int(-120, 120) * this.edges.pick([100, 1_000]));
  }
}
