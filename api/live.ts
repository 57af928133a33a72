import type { Query } from '../engine/definition/pipeline';
import { readCursor } from '../engine/store/epoch-log';
import type { Clock } from '../engine/ports';
import { toRecord } from '../engine/results/result-row';
import { BlockReader } from './blocks';
import type { Source } from './catalogue';
import { readStatus } from './status';

/** How often the tables are looked at, ms; also what a client that polls is told to wait. */
const LOOK_EVERY_MS = 1_000;
/** A quiet connection carries a status so often, ms: proxies and clients see that it lives. */
const STATUS_EVERY_MS = 5_000;
/** A connection ends after so long, ms; an EventSource connects again and goes on. */
const CONNECTION_MS_MAX = 10 * 60_000;
/** The newest windows of a query that are watched, and the revisions that one look sends, shared among the queries. */
const BLOCKS_WATCHED = 20;
const EVENTS_PER_LOOK_MAX = 5_000;

export interface LiveRequest {
  readonly queries: readonly Query[];
  readonly key: string | undefined;
  /** Revisions of later epochs are sent; undefined: the newest windows as they stand, and then what changes. */
  readonly sinceEpoch: number | undefined;
}

interface Revision {
  readonly epoch: number;
  readonly data: string;
}

/**
 * Server-sent events: `status`, and `window` for each new revision of the newest windows, in order of the epochs that
 * wrote them. An event's id is the last epoch that a client which has read so far has seen whole; so one that comes back
 * with it misses nothing, and may see a revision twice.
 */
export async function* liveEvents(
  source: Source,
  request: LiveRequest,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const startedMs = clock.now();
  yield `retry: ${LOOK_EVERY_MS}\n\n`;
  let seen = request.sinceEpoch ?? -1;
  let saidMs = -Infinity;
  while (!signal.aborted && clock.now() - startedMs < CONNECTION_MS_MAX) {
    const { epoch } = await readCursor(source.state);
    // The pipeline has begun anew since the client last read.
    if (epoch < seen) seen = -1;
    const revisions = epoch > seen ? await readRevisions(source, request, seen, epoch) : [];
    for (const [i, { epoch: written, data }] of revisions.entries()) {
      const isWhole = (revisions[i + 1]?.epoch ?? Infinity) > written;
      yield `event: window\nid: ${isWhole ? written : written - 1}\ndata: ${data}\n\n`;
    }
    if (epoch > seen || clock.now() - saidMs >= STATUS_EVERY_MS) {
      seen = Math.max(seen, epoch);
      saidMs = clock.now();
      yield `event: status\nid: ${seen}\ndata: ${JSON.stringify(await readStatus(source, saidMs))}\n\n`;
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** One look, for a server that cannot hold a connection: the client comes back with the last id after `retry`. */
export async function liveBurst(source: Source, request: LiveRequest, clock: Clock): Promise<string> {
  const once = new AbortController();
  const looking: Clock = { now: () => clock.now(), sleep: () => Promise.resolve(once.abort()) };
  let text = '';
  for await (const event of liveEvents(source, request, looking, once.signal)) text += event;
  return text;
}

/**
 * Rows that the epochs (after, upTo] wrote, lowest epoch first. An epoch under way is left out: half of it could not be told
 * from all of it.
 */
async function readRevisions(source: Source, request: LiveRequest, after: number, upTo: number): Promise<Revision[]> {
  const share = Math.ceil(EVENTS_PER_LOOK_MAX / request.queries.length);
  const found: Revision[] = [];
  for (const query of request.queries) {
    const reader = new BlockReader(source.results, query, request.key);
    const ofQuery: Revision[] = [];
    let watched = 0;
    for await (const block of reader.newestFirst({ fromMs: -Infinity, toMs: Infinity })) {
      if (watched++ === BLOCKS_WATCHED || ofQuery.length >= share) break;
      for (const part of block.parts) {
        if (reader.isSpent) break;
        for (const row of await reader.rows(block, part, { retracted: true })) {
          if (row.epoch <= after || row.epoch > upTo) continue;
          const record = toRecord(source.pipeline, query, block.startMs, row);
          ofQuery.push({ epoch: row.epoch, data: JSON.stringify(record) });
        }
      }
    }
    found.push(...ofQuery.slice(0, share));
  }
  return found.sort((a, b) => a.epoch - b.epoch);
}
