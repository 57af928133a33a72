import type { Epoch } from '../store/epoch-log';
import { timeKey } from '../store/keys';
import { commitOfPartial, isPartial, readGroup } from '../store/pane-groups';
import { closesAt, groupStart } from '../windows/panes';
import { closedBy, isClosed, panesOfCommits, type TouchingCommit } from './epoch-work';
import { PaneIndex } from './pane-index';
import type { FinalizeDeps } from './request';
import { putSide } from './side-output';
import type { UnreadableQuery } from './stored-query';
import type { VisibleCommits } from './visible-commits';

/**
 * Delivers rows that another version of the product wrote in a format that this one cannot read, as they are: pane group by
 * pane group, when its windows close, and again when a commit touches it later. They are in no result of this version.
 */
export async function deliverUnreadable(
  deps: FinalizeDeps,
  queries: readonly UnreadableQuery[],
  {
    previous,
    epoch,
    commits,
  }: { readonly previous: Epoch; readonly epoch: Epoch; readonly commits: readonly TouchingCommit[] },
  visible: VisibleCommits,
): Promise<void> {
  for (const query of queries) {
    const index = new PaneIndex(deps, query);
    const touched = panesOfCommits(query, commits);
    await index.add(touched);
    for (const group of await dueGroups(query, touched, index, previous, epoch)) {
      const lines = await linesOf(deps, query, group, visible);
      await putSide(deps, epoch, 'late', lines, `-${query.id}-rows-${timeKey(group)}`);
    }
  }
}

/** The groups that the watermark or a flush closes at this epoch, and the closed ones that its commits touched. */
async function dueGroups(
  { panes }: UnreadableQuery,
  touched: readonly number[],
  index: PaneIndex,
  previous: Epoch,
  epoch: Epoch,
): Promise<number[]> {
  const endOf = (group: number): number => closesAt(panes, group + panes.groupMs - panes.paneMs);
  const passedMs = previous.watermarkMs ?? -Infinity;
  const closedByMs = closedBy(epoch);
  const passed = (await index.groups(passedMs - panes.sizeMs - panes.groupMs - panes.stepMs, closedByMs)).filter(
    group => endOf(group) > passedMs && !previous.flush,
  );
  const groups = new Set([...passed, ...touched.map(pane => groupStart(panes, pane))]);
  return [...groups].filter(group => isClosed(epoch, endOf(group))).sort((a, b) => a - b);
}

async function linesOf(
  { state }: FinalizeDeps,
  query: UnreadableQuery,
  group: number,
  visible: VisibleCommits,
): Promise<string[]> {
  const lines: string[] = [];
  for (const item of await readGroup(state, query, group)) {
    if (!isPartial(item)) continue;
    const { shardId, from, digest } = commitOfPartial(item);
    // In order of shard and position: the first of a shard makes all of it known.
    await visible.load(shardId, from);
    if (!visible.has(shardId, from, digest)) continue;
    const pane = new Date(group).toISOString();
    const rows = Buffer.from(item['rows'] as Uint8Array).toString('base64');
    lines.push(
      JSON.stringify({ reason: 'another row format', query: query.id, format: query.format, pane, shardId, rows }),
    );
  }
  return lines;
}
