import { sectionStart } from '../store/pane-groups';
import type { Panes } from '../windows/panes';

/** Pane groups held in memory at once; windows are visited in order of time, so few are read twice. */
const GROUPS_MAX = 2_048;
/** Their rows together, once more than one group is held. */
const ROWS_MAX = 1_000_000;
/** Groups read ahead of a walk at most, where they have more than a few rows. */
const AHEAD_MAX = 16;
/** Groups read by one query at most, and the rows that these may have, by those of the groups read before. */
const RUN_GROUPS_MAX = 64;
const RUN_ROWS_MAX = 4_000;

interface Held {
  /** Rows that it keeps in memory. */
  readonly rows: number;
}

/** Groups ahead of a walk that are being read. */
interface Ahead {
  /** One group on, or back. */
  readonly step: number;
  readonly fromMs: number;
  readonly count: number;
}

/**
 * Pane groups as they were read, the oldest dropped first. A walk from group to neighbouring group is read ahead of, one
 * group at first and twice as many each time it gets there: a short one costs next to nothing, a long one few round trips. Where
 * groups have few rows or none, one query reads many, and a walk may leave some out.
 */
export class GroupCache<G extends Held> {
  private readonly groups = new Map<number, Promise<G>>();
  private readonly rowsOf = new Map<number, number>();
  private rowsHeld = 0;
  private missedMs = NaN;
  private ahead: Ahead | undefined;
  /** Groups that one query may read. */
  private runGroups = 1;

  /** `read`: groups of one section, those with nothing in them left out. */
  constructor(
    private readonly panes: Panes,
    private readonly empty: G,
    private readonly read: (fromMs: number, count: number) => Promise<ReadonlyMap<number, G>>,
  ) {}

  get(startMs: number): Promise<G> {
    const held = this.groups.get(startMs);
    if (!held) return this.miss(startMs);
    const { ahead } = this;
    if (ahead && isAmong(ahead, startMs)) {
      const { step, fromMs, count } = ahead;
      this.readAhead({ step, fromMs: fromMs + count * step, count: Math.min(this.aheadMax, 2 * count) });
    }
    return held;
  }

  private miss(startMs: number): Promise<G> {
    const { groupMs } = this.panes;
    const walked = (startMs - this.missedMs) / groupMs;
    this.missedMs = startMs;
    this.ahead = undefined;
    this.fetch(startMs, 1);
    const group = this.groups.get(startMs)!;
    const step = Math.sign(walked) * groupMs;
    if (Math.abs(walked) <= this.runGroups) this.readAhead({ step, fromMs: startMs + step, count: Math.abs(walked) });
    return group;
  }

  private get aheadMax(): number {
    return Math.max(AHEAD_MAX, this.runGroups);
  }

  private readAhead(ahead: Ahead): void {
    this.ahead = ahead;
    const { step, fromMs, count } = ahead;
    const starts = Array.from({ length: count }, (_, i) => fromMs + i * step);
    if (step < 0) starts.reverse();
    let run: number[] = [];
    const end = (): void => {
      if (run.length > 0) this.fetch(run[0]!, run.length);
      run = [];
    };
    for (const start of starts) {
      const goesOn = sectionStart(this.panes, start) === sectionStart(this.panes, run[0] ?? start);
      if (run.length === this.runGroups || !goesOn || this.groups.has(start)) end();
      if (!this.groups.has(start)) run.push(start);
    }
    end();
  }

  private fetch(fromMs: number, count: number): void {
    const run = this.read(fromMs, count);
    run.then(
      groups => {
        const rows = [...groups.values()].reduce((sum, group) => sum + group.rows, 0);
        const groupsMax = Math.min(
          RUN_GROUPS_MAX,
          2 * this.runGroups,
          Math.floor((RUN_ROWS_MAX * count) / (count + rows)),
        );
        this.runGroups = Math.max(1, groupsMax);
      },
      () => undefined,
    );
    for (let i = 0; i < count; i++) {
      const startMs = fromMs + i * this.panes.groupMs;
      const group = run.then(groups => groups.get(startMs) ?? this.empty);
      this.groups.set(startMs, group);
      group.then(
        ({ rows }) => this.hold(startMs, rows),
        () => this.drop(startMs),
      );
      if (this.groups.size > GROUPS_MAX) this.dropOldest();
    }
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

function isAmong({ step, fromMs, count }: Ahead, startMs: number): boolean {
  const place = (startMs - fromMs) / step;
  return place >= 0 && place < count;
}
