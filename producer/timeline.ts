/** Length of a slice that has gone by already, ms: so a backfill of days goes on in bounded steps. */
const BACKFILL_STEP_MS = 1_000;

/** A piece of event time, ms since 1970, to fill with events; `to` is exclusive. */
export interface Slice {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Walks event time from `backfillMs` before the start on: through the past as fast as its user takes slices, then in
 * step with the clock. A user that falls behind catches up the same way.
 */
export class Timeline {
  private reachedMs: number;
  private readonly endMs: number;

  /** @param durationMs how long after `startMs` it ends; Infinity for never. */
  constructor(startMs: number, backfillMs: number, durationMs: number) {
    this.reachedMs = startMs - backfillMs;
    this.endMs = startMs + durationMs;
  }

  get isOver(): boolean {
    return this.reachedMs >= this.endMs;
  }

  /** The next slice that has gone by, or undefined when event time has caught up with the clock. */
  next(nowMs: number): Slice | undefined {
    const fromMs = this.reachedMs;
    const toMs = Math.min(nowMs, this.endMs, fromMs + BACKFILL_STEP_MS);
    if (toMs <= fromMs) return undefined;
    this.reachedMs = toMs;
    return { fromMs, toMs };
  }
}
