import type { Cells } from '../fold/cells';
import { eventSpan, type EventSpan } from '../fold/event-span';
import { decodeRows, type Row } from '../store/rows';
import type { Item, SequenceNumber, Table } from '../ports';
import { commitOfMark, commitOfPartial, isClosedMark, isPartial, readGroups } from '../store/pane-groups';
import { groupStart } from '../windows/panes';
import { GroupCache } from './group-cache';
import { type ChainTotals, decodeTotals } from './session-totals';
import type { StoredQuery } from './stored-query';
import type { VisibleCommits } from './visible-commits';

/** Rows of one pane by key. */
export type PaneRows = ReadonlyMap<string, Cells>;

/** What an epoch's own commits brought into a pane of sessions. */
export interface PaneNews {
  /** Keys that received events. */
  readonly keys: ReadonlySet<string>;
  /** First and last event of each key by the commits before the epoch. */
  readonly before: ReadonlyMap<string, EventSpan>;
}

/** One pane group as an epoch sees it. */
interface Group {
  readonly panes: ReadonlyMap<number, PaneRows>;
  readonly news: ReadonlyMap<number, PaneNews>;
  readonly totals: ChainTotals;
  readonly rows: number;
}

const EMPTY: PaneRows = new Map();
const EMPTY_GROUP: Group = { panes: new Map(), news: new Map(), totals: { get: () => undefined }, rows: 0 };

/** Reads panes of one query as an epoch sees them: the merge of their visible partials, in order of sort key (rule F2). */
export class PaneReader {
  private readonly groups: GroupCache<Group>;

  constructor(
    private readonly state: Table,
    private readonly query: StoredQuery,
    private readonly visible: VisibleCommits,
    private readonly epoch: number,
  ) {
    this.groups = new GroupCache(query.panes, EMPTY_GROUP, (fromMs, count) => this.read(fromMs, count));
  }

  async pane(paneStartMs: number): Promise<PaneRows> {
    return (await this.groupOf(paneStartMs)).panes.get(paneStartMs) ?? EMPTY;
  }

  /** What is new in a pane of sessions; undefined when nothing is. */
  async news(paneStartMs: number): Promise<PaneNews | undefined> {
    return (await this.groupOf(paneStartMs)).news.get(paneStartMs);
  }

  /** What stands of the chains that reach the end of the group that holds a pane; empty where none was written. */
  async totals(paneStartMs: number): Promise<ChainTotals> {
    return (await this.groupOf(paneStartMs)).totals;
  }

  private groupOf(paneStartMs: number): Promise<Group> {
    return this.groups.get(groupStart(this.query.panes, paneStartMs));
  }

  private async read(fromMs: number, count: number): Promise<ReadonlyMap<number, Group>> {
    const groups = await readGroups(this.state, this.query, fromMs, count);
    await this.loadCommits([...groups.values()].flat().filter(isPartial));
    return new Map([...groups].map(([start, items]) => [start, this.groupOfItems(items)]));
  }

  private groupOfItems(items: readonly Item[]): Group {
    const panes = new GroupRows(this.query);
    const closed = closedPanes(items);
    for (const item of items) {
      if (!isPartial(item)) continue;
      const { shardId, from, digest } = commitOfPartial(item);
      if (!this.visible.has(shardId, from, digest)) continue;
      const isNew = this.visible.isNew(shardId, from);
      for (const row of decodeRows(item['rows'] as Uint8Array, this.query.panes.paneMs)) {
        if (!closed.has(`${shardId}#${from}#${row.paneStartMs}`)) panes.add(row, isNew);
      }
    }
    return { ...panes, totals: decodeTotals(this.query, items, this.epoch) };
  }

  private async loadCommits(partials: readonly Item[]): Promise<void> {
    const earliest = new Map<string, SequenceNumber>();
    for (const item of partials) {
      const { shardId, from } = commitOfPartial(item);
      const known = earliest.get(shardId);
      if (known === undefined || from < known) earliest.set(shardId, from);
    }
    for (const [shardId, from] of earliest) await this.visible.load(shardId, from);
  }
}

/** The rows of a group's panes, merged as they come. */
class GroupRows {
  readonly panes = new Map<number, Map<string, Cells>>();
  readonly news = new Map<number, { keys: Set<string>; before: Map<string, EventSpan> }>();
  rows = 0;

  constructor(private readonly query: StoredQuery) {}

  add(row: Row, isNew: boolean): void {
    const { cellsOf } = this.query;
    let pane = this.panes.get(row.paneStartMs);
    if (!pane) this.panes.set(row.paneStartMs, (pane = new Map()));
    const cells = cellsOf.decode(row);
    const present = pane.get(row.key);
    if (cells.span) this.note(row, cells.span, isNew);
    if (present) cellsOf.merge(present, cells);
    else {
      pane.set(row.key, cells);
      this.rows++;
    }
  }

  private note({ paneStartMs, key }: Row, span: EventSpan, isNew: boolean): void {
    let news = this.news.get(paneStartMs);
    if (!news) this.news.set(paneStartMs, (news = { keys: new Set(), before: new Map() }));
    if (isNew) {
      news.keys.add(key);
      return;
    }
    const before = news.before.get(key);
    if (before) eventSpan.merge(before, span);
    else news.before.set(key, { ...span });
  }
}

function closedPanes(items: readonly Item[]): Set<string> {
  const closed = new Set<string>();
  for (const item of items) {
    if (!isClosedMark(item)) continue;
    const { shardId, from } = commitOfMark(item);
    for (const pane of item['panes'] as readonly number[]) closed.add(`${shardId}#${from}#${pane}`);
  }
  return closed;
}
