import type { Query } from '../engine/definition/pipeline';
import { iso, type ResultRecord, toRecord } from '../engine/results/result-row';
import { BlockReader, type TimeRange } from './blocks';
import type { Source } from './catalogue';
import type { WindowsAnswer } from './contract';
import { type Position, writeCursor } from './parameters';

export interface WindowsRequest extends TimeRange {
  readonly key: string | undefined;
  readonly limit: number;
  readonly cursor: Position | undefined;
  readonly nowMs: number;
  /** Of what a request may read. @default 1 */
  readonly share?: number;
}

/** Sorts after the text of every key. */
const PAST_EVERY_KEY = '\u{10FFFF}';

/**
 * A page of windows, newest first; of one window in order of key, bucket by bucket where it has many. A page may end early
 * when much had to be read for it: then its cursor goes on from there.
 */
export async function readWindows(source: Source, query: Query, request: WindowsRequest): Promise<WindowsAnswer> {
  const { key, limit, cursor, share } = request;
  const reader = new BlockReader(source.results, query, key, share);
  const found: { readonly record: ResultRecord; readonly at: Position }[] = [];
  for await (const block of reader.newestFirst(request, cursor?.blockStartMs)) {
    const resumed = cursor?.blockStartMs === block.startMs ? cursor : undefined;
    for (const part of block.parts) {
      if (resumed && part < resumed.part) continue;
      for (const row of await reader.rows(block, part)) {
        if (resumed?.part === part && row.key <= resumed.key) continue;
        const startMs = query.window.kind === 'session' ? row.startMs : block.startMs;
        if (startMs < request.fromMs || startMs >= request.toMs) continue;
        if (found.length === limit) return page(found, found.at(-1)!.at);
        const record = toRecord(source.pipeline, query, block.startMs, row);
        found.push({ record, at: { blockStartMs: block.startMs, part, key: row.key } });
      }
      if (reader.isSpent) return page(found, { blockStartMs: block.startMs, part, key: PAST_EVERY_KEY });
    }
  }
  const answer = page(found, undefined);
  if (query.keepMs === undefined) return answer;
  return { ...answer, deletedUntil: iso(request.nowMs - query.keepMs) };
}

function page(found: readonly { readonly record: ResultRecord }[], next: Position | undefined): WindowsAnswer {
  return { windows: found.map(({ record }) => record), cursor: next ? writeCursor(next) : null };
}
