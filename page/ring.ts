/** A window as a chart draws it. */
export interface Point {
  readonly startMs: number;
  /** False while the window is open. */
  readonly final: boolean;
  readonly revision: number;
  /** Whether late events changed it after it had closed. */
  readonly revised: boolean;
  readonly values: readonly (number | null)[];
}

/** What a window is marked as, apart from one that closed and stayed as it was. */
export const markOf = ({ final, revised }: Point): 'open' | 'revised' | undefined =>
  !final ? 'open' : revised ? 'revised' : undefined;

/** The newest windows of one key, ordered by start, in numbers alone: a bounded number of them. */
export class Ring {
  private points: Point[] = [];

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.points.length;
  }

  /** Keeps the highest revision of a window; the oldest window goes when there are too many. Returns whether anything changed. */
  put(point: Point): boolean {
    const at = this.position(point.startMs);
    const present = this.points[at];
    if (present?.startMs === point.startMs) {
      if (present.revision > point.revision) return false;
      this.points[at] = point;
      return true;
    }
    if (at === 0 && this.points.length >= this.capacity) return false;
    this.points.splice(at, 0, point);
    if (this.points.length > this.capacity) this.points.shift();
    return true;
  }

  remove(startMs: number): void {
    const at = this.position(startMs);
    if (this.points[at]?.startMs === startMs) this.points.splice(at, 1);
  }

  at(startMs: number): Point | undefined {
    const found = this.points[this.position(startMs)];
    return found?.startMs === startMs ? found : undefined;
  }

  /** Windows that start at `fromMs` or later, oldest first. */
  since(fromMs: number): readonly Point[] {
    return this.points.slice(this.position(fromMs));
  }

  get oldest(): Point | undefined {
    return this.points[0];
  }

  /** The last closed window that starts before `toMs`. */
  closedBefore(toMs: number): Point | undefined {
    let at = this.position(toMs) - 1;
    while (at >= 0 && !this.points[at]!.final) at--;
    return this.points[at];
  }

  get latestClosed(): Point | undefined {
    return this.points.findLast(({ final }) => final);
  }

  /** Index of the first window that starts at or after `startMs`. */
  private position(startMs: number): number {
    let low = 0;
    let high = this.points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.points[middle]!.startMs < startMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
