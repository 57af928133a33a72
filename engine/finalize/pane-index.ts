import type { Clock, Table } from '../ports';
import { indexPk, parseTimeKey, timeKey } from '../store/keys';
import { putAllItems } from '../store/write-all';
import { groupStart } from '../windows/panes';
import type { StoredQuery } from './stored-query';

/** Which pane groups of a query hold data: where due windows are found, instead of a walk over the time grid (rule F5). */
export class PaneIndex {
  constructor(
    private readonly deps: { readonly state: Table; readonly clock: Clock },
    private readonly query: Pick<StoredQuery, 'id' | 'panes'>,
  ) {}

  /** Makes the groups of newly committed panes known. */
  async add(paneStartsMs: readonly number[]): Promise<void> {
    if (paneStartsMs.length === 0) return;
    const groups = [...new Set(paneStartsMs.map(pane => groupStart(this.query.panes, pane)))].sort((a, b) => a - b);
    const present = new Set(await this.groups(groups[0]!, groups.at(-1)! + 1));
    const items = groups
      .filter(group => !present.has(group))
      .map(group => ({ pk: indexPk(this.query.id), sk: timeKey(group) }));
    await putAllItems(this.deps.state, items, this.deps.clock);
  }

  /** Starts of the groups that hold data and start in [fromMs, toMs), ascending. */
  async groups(fromMs: number, toMs: number): Promise<number[]> {
    if (toMs <= fromMs) return [];
    const range = {
      ...(fromMs === -Infinity ? {} : { from: timeKey(fromMs) }),
      ...(toMs === Infinity ? {} : { to: timeKey(toMs) }),
    };
    return (await this.deps.state.query(indexPk(this.query.id), range)).map(item => parseTimeKey(item.sk));
  }
}
