/** Pane groups held in memory at once; windows are visited in order of time, so few are read twice. */
const GROUPS_MAX = 256;
/** Their rows together, once more than one group is held. */
const ROWS_MAX = 1_000_000;
/** Groups read ahead of a walk at most. */
const AHEAD_MAX = 16;

interface Held {
  /** Rows that it keeps in memory. */
  readonly rows: number;
}

/**
 * Pane groups as they were read, the oldest dropped first. A walk from group to neighbouring group is read ahead of, one
 * group at first and twice as many each time it gets there: a short one costs next to nothing, a long one few round trips.
 */
export class GroupCache<G extends Held> {
  private readonly groups = new Map<number, Promise<G>>();
  private readonly rowsOf = new Map<number, number>();
  private rowsHeld = 0;
  private missedMs = NaN;
  private ahead: { readonly step: number; readonly fromMs: number; readonly count: number } | undefined;

  constructor(
    private readonly groupMs: number,
    private readonly read: (groupStartMs: number) => Promise<G>,
  ) {}

  get(startMs: number): Promise<G> {
    const held = this.groups.get(startMs);
    if (!held) {
      const step = startMs - this.missedMs;
      this.missedMs = startMs;
      this.ahead = undefined;
      const group = this.fetch(startMs);
      if (Math.abs(step) === this.groupMs) this.readAhead(step, startMs + step, 1);
      return group;
    }
    const { ahead } = this;
    if (ahead && startMs === ahead.fromMs)
      this.readAhead(ahead.step, startMs + ahead.count * ahead.step, Math.min(AHEAD_MAX, 2 * ahead.count));
    return held;
  }

  private readAhead(step: number, fromMs: number, count: number): void {
    this.ahead = { step, fromMs, count };
    for (let i = 0; i < count; i++) if (!this.groups.has(fromMs + i * step)) void this.fetch(fromMs + i * step);
  }

  private fetch(startMs: number): Promise<G> {
    const group = this.read(startMs);
    this.groups.set(startMs, group);
    group.then(
      ({ rows }) => this.hold(startMs, rows),
      () => this.drop(startMs),
    );
    if (this.groups.size > GROUPS_MAX) this.dropOldest();
    return group;
  }

  private hold(startMs: number, rows: number): void {
    if (!this.groups.has(startMs)) return;
    this.rowsOf.set(startMs, rows);
    this.rowsHeld += rows;
    while (this.rowsHeld > ROWS_MAX && this.groups.size > 1) this.dropOldest();
  }

  private dropOldest(): void {
    this.drop(this.groups.keys().next().value!);
  }

  private drop(startMs: number): void {
    this.groups.delete(startMs);
    this.rowsHeld -= this.rowsOf.get(startMs) ?? 0;
    this.rowsOf.delete(startMs);
  }
}
