import type { ItemKey, SequenceNumber } from '../ports';

/**
 * Where everything stands in the state table. Text order of the sort keys is the order that readers need.
 *
 *   C#shard           from                          commits: the shard's chain, its head last
 *   P#query#section   group#shard#from#digest#part  partials of a pane group (engine/store/pane-groups.ts)
 *                     group#~closed#shard#from      panes of a commit that had closed for good before it
 *                     group#~totals#part            what chains of sessions come to at the group's end
 *   S#shard           from#digest#part              late and quarantined events of a commit
 *   S#shard           from#digest!part              panes that a commit touched, where it has no room for their list
 *   D#shard           from#digest#part              ids seen in a commit's range, for dedupe
 *   I#query           group                         pane groups that hold data; of a query over results, results
 *   N#query           epoch#pane                    closed panes of a query over results that the epoch's results changed
 *                     first                         up to which windows results may stand that were not noted
 *   Q                 query                         the queries that ever held data, as plain data
 *   E                 number                        epochs
 *   cursor            cursor                        the last epoch executed, and of which plan the executor is that began last
 *   K                 shard                         shards that have a chain and have not left for good
 *   swept             swept                         up to which arrival the ticks have left nothing behind
 *   G                 shard#after                   gaps: where records may have expired unread
 */
export const commitKey = (shardId: string, from: SequenceNumber): ItemKey => ({ pk: commitPk(shardId), sk: from });
/** Of the keys of commits and of no other items: what the tables' streams are filtered by. */
export const COMMIT_PREFIX = 'C#';
export const commitPk = (shardId: string): string => `${COMMIT_PREFIX}${shardId}`;

export const sidePk = (shardId: string): string => `S#${shardId}`;
export const sidePrefix = (from: SequenceNumber, digest: string): string => `${from}#${digest}#`;
export const sideSk = (from: SequenceNumber, digest: string, part: number): string =>
  `${sidePrefix(from, digest)}${partKey(part)}`;

/** Stands before the late and quarantined events of the same commit. */
export const touchedPrefix = (from: SequenceNumber, digest: string): string => `${from}#${digest}!`;
export const touchedSk = (from: SequenceNumber, digest: string, part: number): string =>
  `${touchedPrefix(from, digest)}${partKey(part)}`;

export const seenPk = (shardId: string): string => `D#${shardId}`;
export const seenSk = sideSk;
export function parseSeenSk(sk: string): { from: SequenceNumber; digest: string } {
  const [from, digest] = sk.split('#');
  return { from: from!, digest: digest! };
}

export const indexPk = (queryId: string): string => `I#${queryId}`;
export const changedPk = (queryId: string): string => `N#${queryId}`;
/** Of what the epochs from `number` on have changed. */
export const changedSince = (number: number): string => `${epochKey(number).sk}#`;
export const changedSk = (number: number, paneStartMs: number): string =>
  `${changedSince(number)}${timeKey(paneStartMs)}`;
export const firstNoteKey = (queryId: string): ItemKey => ({ pk: changedPk(queryId), sk: 'first' });
export const parseChangedSk = (sk: string): number => parseTimeKey(sk.split('#')[1]!);

export const queryKey = (queryId: string): ItemKey => ({ pk: QUERIES_PK, sk: queryId });
export const QUERIES_PK = 'Q';

export const EPOCHS_PK = 'E';
export const epochKey = (number: number): ItemKey => ({ pk: EPOCHS_PK, sk: String(number).padStart(12, '0') });
export const KNOWN_SHARDS_PK = 'K';
export const knownShardKey = (shardId: string): ItemKey => ({ pk: KNOWN_SHARDS_PK, sk: shardId });
export const SWEPT_KEY: ItemKey = { pk: 'swept', sk: 'swept' };
export const GAPS_PK = 'G';
export const gapKey = (shardId: string, after: SequenceNumber): ItemKey => ({ pk: GAPS_PK, sk: `${shardId}#${after}` });
export function parseGapSk(sk: string): { shardId: string; after: SequenceNumber } {
  const [shardId, after] = sk.split('#');
  return { shardId: shardId!, after: after! };
}
export const CURSOR_KEY: ItemKey = { pk: 'cursor', sk: 'cursor' };

const TIME_BIAS_MS = 1e15;

/** A time in ms, from 29,000 BC to 33,000 AD, as 16 digits whose text order is the order of time. */
export function timeKey(ms: number): string {
  return String(ms + TIME_BIAS_MS).padStart(16, '0');
}

export function parseTimeKey(key: string): number {
  return Number(key.slice(0, 16)) - TIME_BIAS_MS;
}

/** A sort key just above every key that begins with `prefix`. */
export const after = (prefix: string): string => `${prefix}\u{10FFFF}`;

export const partKey = (part: number): string => String(part).padStart(4, '0');
