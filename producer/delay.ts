import type { Random } from '../pipelines/templates/generator';

/** How long a delayed event is held back, ms. */
export type DelayDistribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number };

export interface DelayOptions {
  /** Share of the events that are delayed, 0-1. */
  readonly share: number;
  readonly distribution: DelayDistribution;
  /** No event is held longer. @default 1 hour */
  readonly maxMs?: number;
  /** Events held at once; past it the one due next is sent before its time. @default 100,000 */
  readonly heldMax?: number;
}

interface Held<T> {
  readonly dueMs: number;
  readonly order: number;
  readonly event: T;
}

/** Holds a share of the events back: they keep their event time and are sent later. The others keep their order. */
export class DelayLine<T> {
  /** A binary heap, the event due next on top; among those due at once, the one that came first. */
  private readonly heap: Held<T>[] = [];
  private offered = 0;
  /** Events that have been held back. */
  delayed = 0;

  constructor(
    private readonly options: DelayOptions,
    private readonly random: Random,
  ) {
    if (!(options.share >= 0 && options.share <= 1))
      throw new RangeError(`delay: expected a share from 0 to 1: ${options.share}`);
  }

  /** What is to be sent now that this event occurs: mostly itself, nothing when it is held. */
  offer(event: T, nowMs: number): T[] {
    this.offered += 1;
    if (this.random() >= this.options.share) return [event];
    this.delayed += 1;
    this.push({ dueMs: nowMs + this.delayMs(), order: this.offered, event });
    return this.heap.length > (this.options.heldMax ?? 100_000) ? [this.pop()] : [];
  }

  /** Takes the held events that are due by now, in the order in which they fall due; all of them for Infinity. */
  due(nowMs: number): T[] {
    const events: T[] = [];
    while (this.heap.length > 0 && this.heap[0]!.dueMs <= nowMs) events.push(this.pop());
    return events;
  }

  private delayMs(): number {
    const { distribution, maxMs = 3_600_000 } = this.options;
    return Math.min(maxMs, Math.max(0, sample(distribution, this.random)));
  }

  private push(held: Held<T>): void {
    let at = this.heap.push(held) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(held, this.heap[parent]!); parent = (at - 1) >> 1) {
      this.heap[at] = this.heap[parent]!;
      at = parent;
    }
    this.heap[at] = held;
  }

  private pop(): T {
    const top = this.heap[0]!;
    const last = this.heap.pop()!;
    if (this.heap.length > 0) this.sink(last);
    return top.event;
  }

  private sink(held: Held<T>): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < this.heap.length && isBefore(this.heap[child + 1]!, this.heap[child]!)) child += 1;
      if (child >= this.heap.length || !isBefore(this.heap[child]!, held)) break;
      this.heap[at] = this.heap[child]!;
      at = child;
    }
    this.heap[at] = held;
  }
}

function isBefore(a: Held<unknown>, b: Held<unknown>): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

function sample(distribution: DelayDistribution, random: Random): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms;
    case 'uniform':
      return distribution.minMs + random() * (distribution.maxMs - distribution.minMs);
    case 'exponential':
      return -distribution.meanMs * Math.log(1 - random());
  }
}
