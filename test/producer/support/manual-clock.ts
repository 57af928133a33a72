import type { Clock } from '../../../engine/ports';

/** A clock that moves only when someone sleeps, and then at once. */
export class ManualClock implements Clock {
  constructor(private nowMs = 1_700_000_000_000) {}

  now(): number {
    return this.nowMs;
  }

  async sleep(ms: number): Promise<void> {
    await Promise.resolve();
    this.nowMs += ms;
  }
}
