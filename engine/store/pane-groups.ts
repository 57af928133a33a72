import type { Item, ItemKey, SequenceNumber, Table } from '../ports';
import { floorTo, type Panes } from '../windows/panes';
import { after, parseTimeKey, partKey, timeKey } from './keys';

/** Neighbouring pane groups share a partition of the table, about an hour of them: one query reads many. */
const SECTION_GROUPS = 64;
/** In row formats below this each pane group had a partition of its own. */
const SECTIONED_FORMAT = 3;

/** A query as its pane groups are found: `format` is the row format of another version that has written them. */
export interface GroupsOfQuery {
  readonly id: string;
  readonly panes: Panes;
  readonly format?: number | null;
}

/** Which commit an item of a pane group belongs to. */
interface CommitPlace {
  readonly shardId: string;
  readonly from: SequenceNumber;
}

/** Start of the section that holds a pane group. */
export function sectionStart({ groupMs, offsetMs }: Panes, groupStartMs: number): number {
  return floorTo(groupStartMs, SECTION_GROUPS * groupMs, offsetMs);
}

/** Rows of a commit in a pane group. */
export function partialKey(
  query: GroupsOfQuery,
  groupStartMs: number,
  { shardId, from, digest }: CommitPlace & { readonly digest: string },
  part: number,
): ItemKey {
  return keyIn(query, groupStartMs, `${shardId}#${from}#${digest}#${partKey(part)}`);
}

/** Marks panes of a commit that had closed for good before it; `~` sorts after every shard. */
export function closedKey(query: GroupsOfQuery, groupStartMs: number, { shardId, from }: CommitPlace): ItemKey {
  return keyIn(query, groupStartMs, `~closed#${shardId}#${from}`);
}

/** What chains of sessions come to at the group's end. */
export function totalsKey(query: GroupsOfQuery, groupStartMs: number, part: number): ItemKey {
  return keyIn(query, groupStartMs, `~totals#${partKey(part)}`);
}

export const isPartial = ({ sk }: ItemKey): boolean => !sk.includes('~');
export const isClosedMark = ({ sk }: ItemKey): boolean => sk.includes('~closed#');
export const isTotals = ({ sk }: ItemKey): boolean => sk.includes('~totals#');

export function commitOfPartial({ sk }: ItemKey): CommitPlace & { readonly digest: string } {
  const [shardId, from, digest] = sk.split('#').slice(-4);
  return { shardId: shardId!, from: from!, digest: digest! };
}

export function commitOfMark({ sk }: ItemKey): CommitPlace {
  const [shardId, from] = sk.split('#').slice(-2);
  return { shardId: shardId!, from: from! };
}

/** The pane group of a partial of this version; undefined of what is none. */
export function groupOfPartial({
  pk,
  sk,
}: ItemKey): { readonly queryId: string; readonly startMs: number } | undefined {
  const [kind, queryId] = pk.split('#');
  return kind === 'P' ? { queryId: queryId!, startMs: parseTimeKey(sk) } : undefined;
}

/** All items of a pane group; with a commit, its partials there. */
export function readGroup(
  state: Table,
  query: GroupsOfQuery,
  groupStartMs: number,
  commit?: CommitPlace & { readonly digest: string },
): Promise<Item[]> {
  const ofCommit = commit ? `${commit.shardId}#${commit.from}#${commit.digest}` : '';
  const { pk, sk } = keyIn(query, groupStartMs, ofCommit);
  return state.query(pk, sk === '' ? {} : { from: sk, to: after(sk) });
}

/** The items of pane groups by their starts, ascending, those of one section in a query; groups without items are left out. */
export async function readGroups(
  state: Table,
  query: GroupsOfQuery,
  fromMs: number,
  count: number,
): Promise<Map<number, Item[]>> {
  const pk = partitionOf(query, fromMs);
  const toMs = fromMs + count * query.panes.groupMs;
  const groups = new Map<number, Item[]>();
  for (const item of await state.query(pk, { from: timeKey(fromMs), to: timeKey(toMs) })) {
    const start = parseTimeKey(item.sk);
    const group = groups.get(start);
    if (group) group.push(item);
    else groups.set(start, [item]);
  }
  return groups;
}

function keyIn(query: GroupsOfQuery, groupStartMs: number, inGroup: string): ItemKey {
  const pk = partitionOf(query, groupStartMs);
  return { pk, sk: isSectioned(query) ? `${timeKey(groupStartMs)}#${inGroup}` : inGroup };
}

function partitionOf(query: GroupsOfQuery, groupStartMs: number): string {
  const startMs = isSectioned(query) ? sectionStart(query.panes, groupStartMs) : groupStartMs;
  return `P#${query.id}#${timeKey(startMs)}`;
}

const isSectioned = ({ format = SECTIONED_FORMAT }: GroupsOfQuery): boolean => (format ?? 0) >= SECTIONED_FORMAT;
