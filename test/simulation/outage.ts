import { RETENTION_MS_MIN } from '../../engine/commit/kept-records';
import type { Faults } from './faults';
import type { Random } from './random';
import type { Scheduler } from './scheduler';

/** A time about as long as records are kept, in which no function runs while producers go on. */
export class Outage {
  /** How long Kinesis keeps records in this run, ms. */
  readonly retentionMs: number;
  private readonly random: Random;
  private endsAtMs = -Infinity;

  constructor(
    private readonly scheduler: Scheduler,
    faults: Faults,
    random: Random,
  ) {
    this.random = random.fork('outage');
    this.retentionMs = faults.isOn('expiry') ? RETENTION_MS_MIN : Infinity;
  }

  get isOn(): boolean {
    return this.endsAtMs > this.scheduler.nowMs;
  }

  /** Time until it is over, ms; 0 where there is none. */
  get restMs(): number {
    return Math.max(0, this.endsAtMs - this.scheduler.nowMs);
  }

  /** Plans it for a time while events flow; it waits until the pipeline is known to live. */
  plan(durationMs: number, mayBegin: () => boolean, isTooLate: () => boolean, onBegin: () => void): void {
    if (this.retentionMs === Infinity) return;
    const begin = (): void => {
      if (isTooLate()) return;
      if (!mayBegin()) return this.scheduler.after(5_000, begin);
      const share = this.random.pick([0.5, 0.98, 1, 1, 1.02, 1.2, 1.5]);
      this.endsAtMs = this.scheduler.nowMs + share * this.retentionMs + this.random.int(-20_000, 20_000);
      onBegin();
    };
    this.scheduler.after(this.random.int(0, durationMs), begin);
  }

  /** How long a producer rests when it rests within the outage: until a time whose records may just expire, or to the end, ms. */
  pauseMs(): number {
    const edgeMs = this.restMs - this.retentionMs + this.random.int(-30_000, 30_000);
    return edgeMs > 0 ? edgeMs : Math.max(0, this.restMs - this.random.pick([0, 0, 30_000, this.restMs / 2]));
  }
}
