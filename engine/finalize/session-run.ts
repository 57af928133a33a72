import type { SessionWindow } from '../windows/window';
import type { Cells, CellsOf } from '../fold/cells';
import { floorTo } from '../windows/panes';

/**
 * Why a key is looked at in a pane. `due`: a session that holds the pane is closed or reported while open, and may have
 * changed, or the watermark has passed its end there. `joined`: a session began there and goes on with an earlier one now.
 * `total`: the pane is the last of a group that is closed for good.
 */
export type Visit = 'due' | 'joined' | 'total';

/** The fragments of a chain in one stretch of event time as long as the maximum duration, at multiples of it. */
export interface Part {
  /** Pane of its first fragment, ms. */
  readonly paneStartMs: number;
  /** Its fragments, merged in order of time. */
  readonly cells: Cells;
}

/**
 * A chain as far as it was followed, or what stands of it where it cannot change any more. Its last two parts are enough: a
 * chain that is not cut has no more, and of one that is the two say so, since the first of them is a whole stretch.
 */
export type Chain = readonly Part[];

/** Whether a fragment goes on with what ends at `lastMs`: events exactly a gap apart belong together. */
export const follows = (cells: Cells | undefined, lastMs: number, gapMs: number): cells is Cells =>
  cells !== undefined && cells.span!.minMs - lastMs <= gapMs;

/**
 * A chain that is followed from left to right: fragments of neighbouring panes, each at most a gap after the one before.
 * It is folded in this order whatever was known of it before, so that its values are the same to the bit for everyone.
 */
export class Run {
  private readonly parts: Part[];
  private lastPaneMs = NaN;
  /** Stretches in which a change or a closed end was found. */
  private readonly visited = new Set<number>();
  /** Panes that began a session before the epoch and go on with one now. */
  readonly joinedMs: number[] = [];

  /** `untilMs`: the last pane of the chain that is to be looked at. */
  constructor(
    private readonly cellsOf: CellsOf,
    private readonly window: SessionWindow,
    before: Chain | undefined,
    public untilMs: number,
  ) {
    this.parts = [...(before ?? [])];
  }

  /** Time of its last event, ms. */
  get lastMs(): number {
    return this.parts.at(-1)!.cells.span!.maxMs;
  }

  get isDue(): boolean {
    return this.visited.size > 0;
  }

  /** It has more panes than the maximum duration: it is cut. */
  get isLong(): boolean {
    return this.lastPaneMs - this.parts[0]!.paneStartMs >= this.window.maxDurationMs;
  }

  /** Panes from its first, as far as they are known. */
  get panes(): number {
    return (this.lastPaneMs - this.parts[0]!.paneStartMs) / this.window.gapMs + 1;
  }

  /** Takes the next fragment, and why it is looked at, if it is. */
  add(paneStartMs: number, fragment: Cells, visit: Visit | undefined): void {
    const last = this.parts.at(-1);
    if (last && this.stretchOf(last.paneStartMs) === this.stretchOf(paneStartMs))
      this.cellsOf.merge(last.cells, fragment);
    else {
      const cells = this.cellsOf.create();
      this.cellsOf.merge(cells, fragment);
      this.parts.push({ paneStartMs, cells });
    }
    this.lastPaneMs = paneStartMs;
    if (visit === 'joined') this.joinedMs.push(paneStartMs);
    if (visit === 'joined' || visit === 'due') this.visited.add(this.stretchOf(paneStartMs));
  }

  /** Whether nothing further on can be due: the sessions beside the last one visited are known. */
  isPast(): boolean {
    if (!this.isDue) return true;
    const last = Math.max(...this.visited);
    return this.isLong && this.stretchOf(this.lastPaneMs) > last + this.window.maxDurationMs;
  }

  /**
   * The sessions that may have changed: a long chain's where one of its panes was visited, and those beside, since
   * the chain may have become too long there.
   */
  dueSessions(): Part[] {
    if (!this.isLong) return [{ paneStartMs: this.parts[0]!.paneStartMs, cells: this.merged() }];
    const { maxDurationMs } = this.window;
    return this.parts.filter(({ paneStartMs }) => {
      const stretch = this.stretchOf(paneStartMs);
      return [-1, 0, 1].some(beside => this.visited.has(stretch + beside * maxDurationMs));
    });
  }

  /** Whether a session begins in the pane. */
  beginsIn(paneStartMs: number): boolean {
    return this.isLong
      ? this.parts.some(part => part.paneStartMs === paneStartMs)
      : this.parts[0]!.paneStartMs === paneStartMs;
  }

  chain(): Chain {
    return this.parts.slice(-2);
  }

  private merged(): Cells {
    if (this.parts.length === 1) return this.parts[0]!.cells;
    const merged = this.cellsOf.create();
    for (const { cells } of this.parts) this.cellsOf.merge(merged, cells);
    return merged;
  }

  private stretchOf(paneStartMs: number): number {
    return floorTo(paneStartMs, this.window.maxDurationMs, 0);
  }
}
