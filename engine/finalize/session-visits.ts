import type { Cells } from '../fold/cells';
import { closesAt } from '../windows/panes';
import { closedBy, type EpochWork } from './epoch-work';
import { follows, type Visit } from './session-run';
import type { SessionWindow } from '../windows/window';

const NONE: ReadonlyMap<string, Visit> = new Map();
/** Panes looked at before their blocks are written: what they find is held in memory. */
const PANES_MAX = 1_024;

/** The blocks that start in [fromMs, untilMs), and all visits that have a part in them. */
interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly visits: SessionVisits;
}

/** Where an epoch looks for sessions that may be due: as many places as its commits and its watermark have reached. */
export class SessionVisits {
  private constructor(
    private readonly work: EpochWork,
    private readonly touched: ReadonlySet<number>,
    private readonly passed: ReadonlySet<number>,
    /** Last panes of the groups that close for good with this epoch. */
    readonly closing: ReadonlySet<number>,
  ) {}

  static async find(work: EpochWork): Promise<SessionVisits> {
    return new SessionVisits(work, new Set(work.touched), await passedPanes(work), await closingPanes(work));
  }

  /**
   * The blocks from a time on in stretches, so that neither memory nor what a resumed execution does again grows with an epoch. A
   * visit has a part in blocks at most two maximum durations away, since longer chains are cut; a stretch is at least as wide as
   * what is visited beside it.
   */
  *stretches(firstMs: number): Generator<Stretch> {
    const reachMs = 2 * (this.work.query.window as SessionWindow).maxDurationMs;
    const ascending = this.panes().reverse();
    for (let fromMs = firstMs; ;) {
      const left = ascending.filter(pane => pane >= fromMs - reachMs);
      if (left.length === 0) return;
      fromMs = Math.max(fromMs, left[0]! - reachMs);
      const untilMs = left.length > PANES_MAX ? Math.max(left[PANES_MAX]!, fromMs + 2 * reachMs) : Infinity;
      yield { fromMs, untilMs, visits: this.within(fromMs, untilMs, reachMs) };
      fromMs = untilMs;
    }
  }

  private within(fromMs: number, untilMs: number, reachMs: number): SessionVisits {
    const isNear = (pane: number): boolean => pane >= fromMs - reachMs && pane < untilMs + reachMs;
    const isWithin = (pane: number): boolean => pane >= fromMs && pane < untilMs;
    return new SessionVisits(
      this.work,
      new Set([...this.touched].filter(isNear)),
      new Set([...this.passed].filter(isNear)),
      new Set([...this.closing].filter(isWithin)),
    );
  }

  /** The panes to look at, the latest first. */
  panes(): number[] {
    const { gapMs } = this.work.query.window as SessionWindow;
    const panes = [...this.touched].flatMap(pane => [pane, pane + gapMs]);
    return [...new Set([...panes, ...this.passed, ...this.closing])].sort((a, b) => b - a);
  }

  /** The keys to look at in a pane. */
  async of(paneStartMs: number): Promise<ReadonlyMap<string, Visit>> {
    const { gapMs } = this.work.query.window as SessionWindow;
    const isTouched = this.touched.has(paneStartMs);
    const mayJoin = isTouched || this.touched.has(paneStartMs - gapMs);
    const isPassed = this.passed.has(paneStartMs);
    const isClosing = this.closing.has(paneStartMs);
    if (!mayJoin && !isPassed && !isClosing) return NONE;
    const { panes } = this.work;
    const rows = await panes.pane(paneStartMs);
    const changed = isTouched ? (await panes.news(paneStartMs))?.keys : undefined;
    const joined = mayJoin ? await this.joinedKeys(paneStartMs) : undefined;
    const visits = new Map<string, Visit>();
    for (const [key, cells] of rows) {
      if (joined?.has(key)) visits.set(key, 'joined');
      else if ((isPassed && this.endsNow(cells)) || (changed?.has(key) && this.isReported(cells)))
        visits.set(key, 'due');
      else if (isClosing) visits.set(key, 'total');
    }
    return visits;
  }

  /** Keys whose fragment follows one of the pane before, and did not before this epoch. */
  private async joinedKeys(paneStartMs: number): Promise<ReadonlySet<string>> {
    const { panes, query } = this.work;
    const { gapMs } = query.window as SessionWindow;
    const [left, right] = [await panes.pane(paneStartMs - gapMs), await panes.pane(paneStartMs)];
    const [leftNews, rightNews] = [await panes.news(paneStartMs - gapMs), await panes.news(paneStartMs)];
    const keys = new Set<string>();
    for (const key of new Set([...(leftNews?.keys ?? []), ...(rightNews?.keys ?? [])])) {
      const last = left.get(key)?.span!.maxMs;
      if (last === undefined || !follows(right.get(key), last, gapMs)) continue;
      const before = rightNews?.before.get(key);
      if (!before) continue;
      const lastBefore = leftNews?.before.get(key)?.maxMs;
      if (lastBefore === undefined || before.minMs - lastBefore > gapMs) keys.add(key);
    }
    return keys;
  }

  private endsNow(cells: Cells): boolean {
    const endMs = cells.span!.maxMs + (this.work.query.window as SessionWindow).gapMs;
    return endMs > (this.work.previous.watermarkMs ?? -Infinity) && endMs <= closedBy(this.work.epoch);
  }

  /** Whether the session may be reported now: what goes on in an open one matters once it closes. */
  private isReported(cells: Cells): boolean {
    const { query, epoch } = this.work;
    const endMs = cells.span!.maxMs + (query.window as SessionWindow).gapMs;
    return query.emit === 'onUpdate' || endMs <= closedBy(epoch);
  }
}

/** Panes in which a session may end that the watermark has passed with this epoch; on a flush, all open ones. */
async function passedPanes({ query, previous, epoch, index }: EpochWork): Promise<Set<number>> {
  const { gapMs } = query.window as SessionWindow;
  const { groupMs } = query.panes;
  const passedMs = previous.watermarkMs ?? -Infinity;
  const closedByMs = closedBy(epoch);
  const passed = new Set<number>();
  if (closedByMs <= passedMs) return passed;
  const openMs = Math.max(passedMs, previous.closedForGoodMs ?? -Infinity);
  for (const group of await index.groups(passedMs - 2 * gapMs - groupMs, closedByMs)) {
    for (let pane = group; pane < group + groupMs; pane += gapMs)
      if (closesAt(query.panes, pane) > openMs && pane < closedByMs) passed.add(pane);
  }
  return passed;
}

async function closingPanes({ query, previous, epoch, index }: EpochWork): Promise<Set<number>> {
  if (epoch.closedForGoodMs === null || epoch.closedForGoodMs === previous.closedForGoodMs) return new Set();
  const { groupMs, paneMs, sizeMs } = query.panes;
  const lastPane = groupMs - paneMs;
  const startOf = (closedForGoodMs: number): number => closedForGoodMs - sizeMs - lastPane + 1;
  const groups = await index.groups(startOf(previous.closedForGoodMs ?? -Infinity), startOf(epoch.closedForGoodMs));
  return new Set(groups.map(group => group + lastPane));
}
