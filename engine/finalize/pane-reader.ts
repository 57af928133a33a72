import type { Cells } from '../fold/cells';
import { decodeRows } from '../fold/rows';
import type { Item, Table } from '../ports';
import { parsePartialSk, partialPk } from '../store/keys';
import { groupStart } from '../windows/panes';
import { CLOSED_PREFIX, parseClosedSk } from './late-at-close';
import type { StoredQuery } from './stored-query';
import type { VisibleCommits } from './visible-commits';

/** Rows of one pane by key. */
export type PaneRows = ReadonlyMap<string, Cells>;

/** Pane groups held in memory at once; windows are visited in order of time, so few are read twice. */
const GROUPS_MAX = 256;
const EMPTY: PaneRows = new Map();

/** Reads panes of one query as an epoch sees them: the merge of their visible partials, in order of sort key (rule F2). */
export class PaneReader {
  private readonly groups = new Map<number, Promise<Map<number, PaneRows>>>();

  constructor(
    private readonly state: Table,
    private readonly query: StoredQuery,
    private readonly visible: VisibleCommits,
  ) {}

  async pane(paneStartMs: number): Promise<PaneRows> {
    const start = groupStart(this.query.panes, paneStartMs);
    let group = this.groups.get(start);
    if (!group) {
      group = this.read(start);
      this.groups.set(start, group);
      if (this.groups.size > GROUPS_MAX) this.groups.delete(this.groups.keys().next().value!);
    }
    return (await group).get(paneStartMs) ?? EMPTY;
  }

  private async read(groupStartMs: number): Promise<Map<number, PaneRows>> {
    const items = await this.state.query(partialPk(this.query.id, groupStartMs));
    const partials = items.filter(item => !item.sk.startsWith(CLOSED_PREFIX));
    const closed = closedPanes(items);
    await this.loadCommits(partials);
    const panes = new Map<number, Map<string, Cells>>();
    for (const item of partials) {
      const { shardId, from, digest } = parsePartialSk(item.sk);
      if (!this.visible.has(shardId, from, digest)) continue;
      for (const row of decodeRows(item['rows'] as Uint8Array, this.query.panes.paneMs)) {
        if (closed.has(`${shardId}#${from}#${row.paneStartMs}`)) continue;
        let pane = panes.get(row.paneStartMs);
        if (!pane) panes.set(row.paneStartMs, (pane = new Map()));
        const cells = this.query.cellsOf.decode(row);
        const present = pane.get(row.key);
        if (present) this.query.cellsOf.merge(present, cells);
        else pane.set(row.key, cells);
      }
    }
    return panes;
  }

  private async loadCommits(partials: readonly Item[]): Promise<void> {
    const earliest = new Map<string, string>();
    for (const item of partials) {
      const { shardId, from } = parsePartialSk(item.sk);
      const known = earliest.get(shardId);
      if (known === undefined || from < known) earliest.set(shardId, from);
    }
    for (const [shardId, from] of earliest) await this.visible.load(shardId, from);
  }
}

function closedPanes(items: readonly Item[]): Set<string> {
  const closed = new Set<string>();
  for (const item of items) {
    if (!item.sk.startsWith(CLOSED_PREFIX)) continue;
    const { shardId, from } = parseClosedSk(item.sk);
    for (const pane of item['panes'] as readonly number[]) closed.add(`${shardId}#${from}#${pane}`);
  }
  return closed;
}
