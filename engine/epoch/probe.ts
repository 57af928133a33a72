import { pagesAfter, type Position } from '../commit/pages-after';
import { decodeRecord } from '../events/decode-record';
import { parseEvent } from '../events/parse-event';
import { currentTables } from '../commit/lookup-versions';
import { withSchemas } from '../commit/with-schemas';
import type { CutDeps } from './cut-request';
import type { ChildShard, StreamRecord } from '../ports';

/** What Kinesis says of the records after a shard's head. */
export interface Probe {
  /** No record follows, and the shard is read up to now. */
  readonly caughtUp: boolean;
  /** What follows, read up to now, holds no event that could be accepted. */
  readonly onlyGarbage: boolean;
  /** No record follows, and none ever will: the shard is closed. */
  readonly ended: boolean;
  readonly childShards: readonly ChildShard[];
}

/** Pages read before a probe gives up and calls the shard behind. */
const PAGES_MAX = 10;
const PAGE_RECORDS = 100;

type ProbeDeps = Pick<CutDeps, 'source' | 'pipeline' | 'clock' | 'schemas' | 'lookups'>;

/** Reads after a position. An empty page is not the end: only one with nothing behind it is. A failing read rejects. */
export async function probe(deps: ProbeDeps, position: Position): Promise<Probe> {
  let caughtUp = true;
  let pages = 0;
  for await (const page of pagesAfter(deps, position, { first: PAGE_RECORDS, rest: PAGE_RECORDS })) {
    const { records, isEnd, isUpToNow, childShards } = page;
    if (records.length > 0 && (await mayHoldEvents(deps, records))) return BEHIND;
    caughtUp &&= records.length === 0;
    if (isEnd) return { caughtUp, onlyGarbage: true, ended: caughtUp, childShards };
    if (isUpToNow) return { caughtUp, onlyGarbage: true, ended: false, childShards };
    if (++pages === PAGES_MAX) break;
  }
  return BEHIND;
}

/** Of a shard with events still to be folded, or of which nothing is known. */
export const BEHIND: Probe = { caughtUp: false, onlyGarbage: false, ended: false, childShards: [] };

async function mayHoldEvents(deps: ProbeDeps, page: readonly StreamRecord[]): Promise<boolean> {
  const { pipeline } = deps;
  const { schemas } = await withSchemas(deps, page);
  const tables = await currentTables(pipeline, deps.lookups);
  return page.some(({ data, arrivalMs }) => {
    const decoded = decodeRecord(pipeline, data, schemas);
    return (
      'events' in decoded && decoded.events.some(event => !('bad' in parseEvent(pipeline, event, arrivalMs, tables)))
    );
  });
}
