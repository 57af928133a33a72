import type { Commit } from '../store/chain';
import type { CommitData } from '../commit/commit-data';
import { eventQueries, type Pipeline } from '../definition/pipeline';
import type { Item, Table } from '../ports';
import { inParallel } from '../store/in-parallel';
import { sidePk } from '../store/keys';
import { groupOfPartial } from '../store/pane-groups';
import { groupStart, neededUntil, panesOf } from '../windows/panes';
import { findingOf } from './check-chain';
import type { Finding } from './report';

const PARALLEL_GETS = 16;

/** Whether the state table still has what a commit made visible, as far as a window or the lake may need it. */
export async function checkData(
  state: Table,
  pipeline: Pipeline,
  commit: Commit,
  data: CommitData,
  closedForGoodMs: number | null,
): Promise<Finding[]> {
  const needed = neededGroups(pipeline, data, closedForGoodMs);
  const isNeeded = (item: Item): boolean => {
    const group = groupOfPartial(item);
    return group ? needed.has(`${group.queryId} ${group.startMs}`) : item.pk === sidePk(commit.shardId);
  };
  const items = data.items.filter(isNeeded);
  const found = await inParallel(items, PARALLEL_GETS, async item => {
    const stored = await state.get({ pk: item.pk, sk: item.sk });
    if (!stored) return [findingOf(commit, `${nameOf(item)} is missing`)];
    return same(item, stored) ? [] : [findingOf(commit, `${nameOf(item)} is not what its records give`)];
  });
  return found.flat();
}

/** Query and start of each group. */
function neededGroups(pipeline: Pipeline, data: CommitData, closedForGoodMs: number | null): Set<string> {
  const needed = new Set<string>();
  for (const { id, window } of eventQueries(pipeline)) {
    const panes = panesOf(window);
    for (const paneStartMs of data.panes[id] ?? []) {
      if (closedForGoodMs === null || neededUntil(panes, paneStartMs) > closedForGoodMs)
        needed.add(`${id} ${groupStart(panes, paneStartMs)}`);
    }
  }
  return needed;
}

function nameOf(item: Item): string {
  const group = groupOfPartial(item);
  if (!group) return 'the list of its late and quarantined events';
  return `a partial of the panes from ${new Date(group.startMs).toISOString()}`;
}

function same(a: Item, b: Item): boolean {
  return Object.entries(a).every(([name, value]) => {
    const other = b[name];
    if (value instanceof Uint8Array) return other instanceof Uint8Array && Buffer.compare(value, other) === 0;
    return value === other;
  });
}
