import { baseOf, type EventQuery, type Pipeline, type Query } from '../definition/pipeline';
import type { Item } from '../ports';
import { readBuckets } from '../results/read-blocks';
import { after, parseTimeKey, timeKey } from '../store/keys';
import { deleteAllItems } from '../store/write-all';
import { longestMs, stepMsMax } from '../windows/grid';
import type { FinalizeDeps, FinalizeRequest } from './request';
import { reachMax } from './result-places';
import { SeriesColumns } from './series-columns';
import { changesFor } from './trim-places';

/** Blocks looked at together, and of those with a split one among them, whose buckets are read to know their keys. */
const STEP_BLOCKS = 100;
const SPLIT_MAX = 8;

/**
 * Deletes the results that their query keeps no longer, by when they were last written: old events that are replayed today have
 * results until `keep` from today. Those that can still change, or that a query over them may still read, stay.
 *
 * @param closedForGoodMs up to which windows are closed for good, by an epoch that nobody executes any more.
 * @param stored the queries over events that ever held data.
 */
export async function trimResults(
  deps: FinalizeDeps,
  request: FinalizeRequest,
  closedForGoodMs: number,
  stored: readonly EventQuery[],
): Promise<void> {
  const { pipeline, results, clock } = deps;
  for (const query of pipeline.queries) {
    if (query.keepMs === undefined) continue;
    // Under its name stand results of older definitions too, whose windows may be longer.
    const owners = [query, ...stored.filter(({ name }) => name === query.name)];
    const to = timeKey(closedForGoodMs - Math.max(...owners.map(owner => neededFor(pipeline, owner))));
    const writtenByMs = clock.now() - query.keepMs;
    const isOld = (item: Item): boolean => writtenAtMs(item) <= writtenByMs;
    // The oldest block alone says whether there is anything to do: a block may be 32 KB.
    while (clock.now() < request.deadlineMs) {
      const [oldest] = await results.query(query.name, { to, limit: 1 });
      if (!oldest || !isOld(oldest)) break;
      const heads = await results.query(query.name, { to, limit: STEP_BLOCKS });
      // Another tick may have deleted them meanwhile.
      if (heads.length === 0) break;
      const most = heads.some(head => head['split']) ? SPLIT_MAX : STEP_BLOCKS;
      if (!(await deleteOldest(deps, heads.slice(0, most), isOld))) break;
    }
  }
}

/**
 * Deletes the first of these blocks, up to one that is not old. Heads first, so that a reader finds a block whole or not at all; what
 * a crash leaves of its buckets goes with the next ones.
 *
 * @returns whether all were old.
 */
async function deleteOldest(
  { results, clock }: Pick<FinalizeDeps, 'results' | 'clock'>,
  heads: readonly Item[],
  isOld: (item: Item) => boolean,
): Promise<boolean> {
  const ids = new Set(heads.filter(head => head['split']).map(head => head['query'] as string));
  const to = after(heads.at(-1)!.sk);
  const all = [...heads];
  for (const id of ids) all.push(...(await readBuckets(results, id, { to })));
  const young = all.filter(item => !isOld(item)).map(({ sk }) => sk);
  const firstKept = young.sort()[0] ?? to;
  const keys = all.filter(({ sk }) => sk < firstKept).map(({ pk, sk }) => ({ pk, sk }));
  await deleteAllItems(results, keys, clock);
  return young.length === 0;
}

/** Of an item that a version wrote which did not note it, by the start of its window. */
const writtenAtMs = ({ cutAtMs, sk }: Item): number => (cutAtMs as number | undefined) ?? parseTimeKey(sk);

/**
 * How long after the start of a block its results are needed, where all that ends before a time is closed for good, ms: until they
 * cannot change any more, and the windows that a query over them has them in cannot either.
 */
function neededFor(pipeline: Pick<Pipeline, 'queries'>, query: Query): number {
  const readers = pipeline.queries.filter(({ over }) => over === query.name);
  const reads = [query, ...readers].map(reader => readsBackMs(pipeline, reader));
  return reachMax(query) + changesFor(pipeline, query) + Math.max(...reads);
}

/** How far back a query over another reads: functions along windows also what they themselves found there. */
function readsBackMs(pipeline: Pick<Pipeline, 'queries'>, query: Query): number {
  if (query.over === undefined) return 0;
  if (!('series' in query)) return longestMs(query.window);
  const { spans } = new SeriesColumns(query, baseOf(pipeline, query));
  return (Math.max(...spans) + 1) * stepMsMax(query.window);
}
