import type { Random } from './random';

interface Entry {
  readonly atMs: number;
  /** Order among entries of the same time: drawn at random, so that every interleaving can happen. */
  readonly order: number;
  readonly run: () => void;
  /** Something awaits this entry: what it wakes runs to its next port call before the next entry. */
  readonly wakes: boolean;
}

/** Virtual time. Simulated parts are async code that waits only here, so one seed gives one run. */
export class Scheduler {
  nowMs: number;
  steps = 0;
  private readonly heap: Entry[] = [];

  constructor(
    startMs: number,
    private readonly random: Random,
    /** More steps than this is a live lock. */
    private readonly stepsMax: number,
  ) {
    this.nowMs = startMs;
  }

  /** Runs `run` after a delay; code that awaits nothing. */
  after(delayMs: number, run: () => void): void {
    this.push(delayMs, run, false);
  }

  /** Runs `run`, which resolves or rejects what somebody awaits, after a delay. */
  wakeAfter(delayMs: number, run: () => void): void {
    this.push(delayMs, run, true);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise(resolve => this.wakeAfter(delayMs, resolve));
  }

  /** Lets time pass until `done` says so, an error is thrown, or `untilMs` is reached. */
  async run(untilMs: number, done: () => boolean): Promise<void> {
    await settle();
    while (!done()) {
      const next = this.heap[0];
      if (!next || next.atMs > untilMs) {
        this.nowMs = Math.max(this.nowMs, untilMs);
        return;
      }
      if (++this.steps > this.stepsMax) throw new Error(`live lock: more than ${this.stepsMax} steps`);
      this.pop();
      this.nowMs = next.atMs;
      next.run();
      if (next.wakes) await settle();
    }
  }

  private push(delayMs: number, run: () => void, wakes: boolean): void {
    const entry = { atMs: this.nowMs + Math.max(0, Math.round(delayMs)), order: this.random.uint32(), run, wakes };
    const { heap } = this;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** Lets everything that can go on without the scheduler do so. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
