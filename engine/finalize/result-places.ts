import type { CascadeQuery, Query } from '../definition/pipeline';
import type { Clock, Item, Table } from '../ports';
import type { ResultRow } from '../results/result-row';
import { ResultTable } from '../results/result-table';
import type { Epoch } from '../store/epoch-log';
import { inParallel } from '../store/in-parallel';
import {
  changedPk,
  changedSince,
  changedSk,
  firstNoteKey,
  indexPk,
  parseChangedSk,
  parseTimeKey,
  timeKey,
} from '../store/keys';
import { putAllItems } from '../store/write-all';
import { longestMs, windowsOver } from '../windows/grid';
import { groupStart, type Panes, paneStart, panesOf } from '../windows/panes';
import { closedBy } from './epoch-work';

const PARALLEL_PUTS = 16;

/** Rows that an epoch wrote in one block of a query. */
export interface WrittenRows {
  readonly blockStartMs: number;
  readonly rows: readonly Pick<ResultRow, 'endMs' | 'movedFromMs'>[];
}

/** When a result counts as an event of a query over it, ms: the last millisecond of its window. */
export const eventTimeOf = ({ endMs }: Pick<ResultRow, 'endMs'>): number => endMs - 1;

/**
 * Where a query's results count in another over it: in which of the latter's pane groups, and how far before these their blocks
 * begin; and which of its closed windows an epoch has changed.
 */
export class ResultPlaces {
  private readonly panes: Panes;
  /** By pane group how far back is noted, ms. */
  private readonly reach = new Map<number, number>();
  /** Panes looked at in this epoch. */
  private readonly looked = new Set<number>();
  private allUntilMs: Promise<number> | undefined;

  constructor(
    private readonly deps: { readonly state: Table; readonly results: Table; readonly clock: Clock },
    private readonly query: CascadeQuery,
    private readonly base: Query,
    private readonly epoch: Epoch,
  ) {
    this.panes = panesOf(query.window);
  }

  /** Notes rows as they stand, before the cursor passes them: whoever goes on from there finds what they change. */
  async note(written: readonly WrittenRows[]): Promise<void> {
    const reach = new Map<number, number>();
    const changed: number[] = [];
    for (const { blockStartMs, rows } of written) {
      for (const pane of this.panesOf(rows)) {
        const group = groupStart(this.panes, pane);
        reach.set(group, Math.max(reach.get(group) ?? 0, group - blockStartMs));
        if (!this.looked.has(pane) && this.hasClosed(pane)) changed.push(pane);
        this.looked.add(pane);
      }
    }
    if (reach.size === 0) return;
    const { state, clock } = this.deps;
    await this.knownUntilMs();
    const pk = changedPk(this.query.id);
    const items = changed.map(pane => ({ pk, sk: changedSk(this.epoch.number, pane) }));
    await putAllItems(state, items, clock);
    await inParallel([...reach], PARALLEL_PUTS, ([group, reachMs]) => this.noteReach(group, reachMs));
  }

  /** Panes whose closed windows this epoch's results have changed, ascending. */
  async changed(): Promise<number[]> {
    const range = { from: changedSince(this.epoch.number), to: changedSince(this.epoch.number + 1) };
    return (await this.deps.state.query(changedPk(this.query.id), range)).map(({ sk }) => parseChangedSk(sk));
  }

  /** Where the first block begins that may have results which count in a window, ms; Infinity where there is none. */
  async firstBlockMs(startMs: number, endMs: number): Promise<number> {
    if (startMs <= (await this.knownUntilMs())) return startMs - reachMax(this.base);
    const from = timeKey(groupStart(this.panes, startMs));
    const items = await this.deps.state.query(indexPk(this.query.id), { from, to: timeKey(endMs) });
    return Math.min(...items.map(({ sk, reachMs }) => parseTimeKey(sk) - (reachMs as number)));
  }

  private panesOf(rows: WrittenRows['rows']): Set<number> {
    const ends = new Set(rows.flatMap(({ endMs, movedFromMs = endMs }) => [endMs, movedFromMs]));
    return new Set([...ends].map(endMs => paneStart(this.panes, eventTimeOf({ endMs }))));
  }

  private hasClosed(pane: number): boolean {
    const range = {
      fromMs: pane,
      toMs: pane + this.panes.paneMs,
      endAfterMs: -Infinity,
      endByMs: closedBy(this.epoch),
    };
    return windowsOver(this.query.window, range).length > 0;
  }

  private async noteReach(group: number, reachMs: number): Promise<void> {
    if ((this.reach.get(group) ?? -1) >= reachMs) return;
    const item: Item = { pk: indexPk(this.query.id), sk: timeKey(group), reachMs };
    await this.deps.state.put(item, { kind: 'absentOrLower', attribute: 'reachMs', value: reachMs });
    this.reach.set(group, reachMs);
  }

  /**
   * Windows that begin by then may have results that were written before any was noted, ms: the other query may have been there
   * before this one.
   */
  private knownUntilMs(): Promise<number> {
    return (this.allUntilMs ??= this.firstNote());
  }

  private async firstNote(): Promise<number> {
    const { state, results } = this.deps;
    const key = firstNoteKey(this.query.id);
    const noted = await state.get(key);
    if (noted) return noted['untilMs'] as number;
    const latestMs = (await new ResultTable(results).latestStartMs(this.base)) ?? -Infinity;
    const untilMs = latestMs + reachMax(this.base);
    if (await state.put({ ...key, untilMs }, { kind: 'absent' })) return untilMs;
    return (await state.get(key))!['untilMs'] as number;
  }
}

/** From a block's start to the end of a result in it at most, ms. */
export function reachMax({ window }: Pick<Query, 'window'>): number {
  return window.kind === 'session' ? window.maxDurationMs + 2 * window.gapMs : longestMs(window);
}
