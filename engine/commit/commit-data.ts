import { createHash } from 'node:crypto';
import { encodeSeen } from '../dedupe/seen';
import { eventQueries, type Pipeline } from '../definition/pipeline';

import { encodeRows, ROW_FORMAT, type Row, type QueryRows } from '../store/rows';
import type { Item } from '../ports';
import { queryKey, seenPk, seenSk, sidePk, sideSk } from '../store/keys';
import { partialKey } from '../store/pane-groups';
import { groupStart, type Panes, panesOf } from '../windows/panes';
import { type Progress, rowsOf } from './progress';
import { latestPanes, type PanesByQuery, panesOfRows, storedPanes, type TouchedPanes } from '../store/touched-panes';

/** Bytes of data in one item, well below DynamoDB's 400 KB. */
const ITEM_BYTES_MAX = 300 * 1024;
/** A seen id with its arrival, at most. */
const SEEN_BYTES = 24;

/** All that a commit makes visible, as items, with the digest that ties them to it (rule A4). */
export interface CommitData {
  readonly digest: string;
  readonly items: readonly Item[];
  readonly sideItems: number;
  readonly touched: TouchedPanes;
  readonly latestPanes: Readonly<Record<string, number>>;
  /** The panes that received rows. */
  readonly panes: PanesByQuery;
}

interface PartialBlock {
  readonly queryId: string;
  readonly panes: Panes;
  readonly groupStartMs: number;
  readonly parts: readonly Uint8Array[];
}

export function commitData(pipeline: Pipeline, progress: Progress): CommitData {
  const queries = rowsOf(progress);
  const blocks = queries.flatMap(partialBlocks);
  const entries = progress.entries.map(entry => JSON.stringify(entry));
  const sides = inParts(entries, entry => Buffer.byteLength(entry) + 1).map(part => `[${part.join(',')}]`);
  const ids = inParts([...(progress.seen?.fresh ?? [])], () => SEEN_BYTES).map(encodeSeen);
  const digest = digestOf(progress, blocks, sides, ids);
  const { shardId, from } = progress;
  const slot = { shardId, from, digest };
  const items: Item[] = blocks.flatMap(({ queryId, panes, groupStartMs, parts }) =>
    parts.map((rows, part) => ({ ...partialKey({ id: queryId, panes }, groupStartMs, slot, part), rows })),
  );
  sides.forEach((entries, part) => items.push({ pk: sidePk(shardId), sk: sideSk(from, digest, part), entries }));
  ids.forEach((part, i) => items.push({ pk: seenPk(shardId), sk: seenSk(from, digest, i), ids: part }));
  const { touched, items: touchedItems } = storedPanes(queries, slot);
  items.push(...touchedItems);
  if (progress.headGeneration !== progress.generation && !progress.foreignRows) items.push(...queryItems(pipeline));
  return {
    digest,
    items,
    sideItems: sides.length,
    touched,
    latestPanes: latestPanes(queries),
    panes: panesOfRows(queries),
  };
}

function partialBlocks({ queryId, panes, rows }: QueryRows): PartialBlock[] {
  const byGroup = new Map<number, Row[]>();
  for (const row of rows) {
    const start = groupStart(panes, row.paneStartMs);
    const group = byGroup.get(start);
    if (group) group.push(row);
    else byGroup.set(start, [row]);
  }
  return [...byGroup].map(([groupStartMs, grouped]) => ({
    queryId,
    panes,
    groupStartMs,
    parts: inParts(grouped, rowBytes).map(part => encodeRows(part, panes.paneMs)),
  }));
}

const rowBytes = (row: Row): number => row.key.length * 3 + (row.end - row.start) + 18;

/** Consecutive runs of `all`, each within an item's size. */
function inParts<T>(all: readonly T[], bytesOf: (one: T) => number): T[][] {
  const parts: T[][] = [];
  let bytes = Infinity;
  for (const one of all) {
    bytes += bytesOf(one);
    if (bytes > ITEM_BYTES_MAX) {
      parts.push([]);
      bytes = bytesOf(one);
    }
    parts.at(-1)!.push(one);
  }
  return parts;
}

/** Covers the range, the generation and all data; not how often records were redelivered. */
function digestOf(
  progress: Progress,
  blocks: readonly PartialBlock[],
  sides: readonly string[],
  ids: readonly Uint8Array[],
): string {
  const { shardId, from, to, generation, maxEventTimeMs, gapAfter, counts } = progress;
  const { redelivered: _, ...counted } = counts;
  const hash = createHash('sha256').update(
    JSON.stringify([shardId, from, to, generation, maxEventTimeMs, gapAfter, counted, sides]),
  );
  for (const { queryId, groupStartMs, parts } of blocks) {
    hash.update(`${queryId} ${groupStartMs} ${parts.length}\n`);
    for (const part of parts) hash.update(part);
  }
  for (const part of ids) hash.update(part);
  return hash.digest('hex').slice(0, 32);
}

/**
 * The queries over events as plain data: what merges their panes, also after the definition has changed. The format and the
 * panes stand beside them for a version of the product that can read no more of them.
 */
export function queryItems(pipeline: Pipeline): Item[] {
  return eventQueries(pipeline).map(query => ({
    ...queryKey(query.id),
    format: ROW_FORMAT,
    panes: { ...panesOf(query.window) },
    query: JSON.stringify(query),
  }));
}
