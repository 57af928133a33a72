import { baseOf, type CascadeQuery, type Pipeline, type Query } from '../definition/pipeline';
import type { Epoch } from '../store/epoch-log';
import { changedPk, changedSince, indexPk, timeKey } from '../store/keys';
import { deleteAllItems } from '../store/write-all';
import { longestMs } from '../windows/grid';
import { panesOf } from '../windows/panes';
import type { FinalizeDeps } from './request';
import { reachMax } from './result-places';

/** Items deleted of one kind in one tick. */
const STEP_ITEMS = 500;

/**
 * Deletes what was noted of results that count in a query over them: which windows an epoch has changed, once nobody executes it any
 * more; where results count, once these cannot change any more.
 */
export async function trimPlaces(
  { pipeline, state, clock }: Pick<FinalizeDeps, 'pipeline' | 'state' | 'clock'>,
  query: CascadeQuery,
  settled: Epoch,
): Promise<void> {
  const remove = async (pk: string, to: string): Promise<void> => {
    const items = await state.query(pk, { to, limit: STEP_ITEMS });
    await deleteAllItems(
      state,
      items.map(({ sk }) => ({ pk, sk })),
      clock,
    );
  };
  await remove(changedPk(query.id), changedSince(settled.number));
  if (settled.closedForGoodMs === null) return;
  const changesMs = longestMs(query.window) + changesFor(pipeline, baseOf(pipeline, query));
  await remove(indexPk(query.id), timeKey(settled.closedForGoodMs - changesMs - panesOf(query.window).groupMs));
}

/**
 * How long after the end of a window its results may still change, where all that ends before a time is closed for good, ms: a late
 * event joins or parts sessions that end within two of the longest beside it.
 */
export function changesFor(pipeline: Pick<Pipeline, 'queries'>, query: Query): number {
  const { window } = query;
  if (query.over !== undefined) return changesFor(pipeline, baseOf(pipeline, query)) + reachMax(query);
  return window.kind === 'session' ? 3 * window.maxDurationMs + 4 * window.gapMs : longestMs(window);
}
