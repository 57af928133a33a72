import type { Pipeline } from '../../engine/definition/pipeline';
import type { GoodEvent } from './truth';

/**
 * Which of a shard's events are copies by the definition's `dedupe`: of each value, all that arrive soon after the first. A new
 * shard knows what its parents have seen up to their end.
 */
export class Copies {
  /** When the latest event of a value that was no copy arrived. */
  private readonly firstMs = new Map<string, number>();
  private latestArrivalMs = 0;

  constructor(parents: readonly Copies[] = []) {
    for (const parent of parents) {
      for (const [id, firstMs] of parent.firstMs) this.remember(id, firstMs);
    }
  }

  /** Called for each record, in order. */
  arrive(arrivalMs: number): void {
    this.latestArrivalMs = Math.max(this.latestArrivalMs, arrivalMs);
  }

  /** Called for each event of the record that is not in the quarantine, in order. */
  isCopy({ dedupe }: Pipeline, { values }: GoodEvent): boolean {
    const value = dedupe && values[dedupe.by];
    if (!dedupe || value === null || value === undefined) return false;
    const id = JSON.stringify([dedupe.by, value]);
    const firstMs = this.firstMs.get(id);
    if (firstMs !== undefined && this.latestArrivalMs - firstMs <= dedupe.withinMs) return true;
    this.firstMs.set(id, this.latestArrivalMs);
    return false;
  }

  private remember(id: string, firstMs: number): void {
    this.firstMs.set(id, Math.max(firstMs, this.firstMs.get(id) ?? 0));
  }
}
