import { eventQueries, type Pipeline } from '../definition/pipeline';
import type { Table } from '../ports';
import type { Epoch } from '../store/epoch-log';
import { QUERIES_PK } from '../store/keys';
import { panesOfItem } from '../store/query-panes';
import { panesOf } from '../windows/panes';

/**
 * A shard that left is forgotten once the stream no longer names it and no window needs its partials, be it one of a query that
 * only earlier definitions have. Of windows the next epoch may still revise those that the previous one did not close for good.
 */
export async function stillRemembered(
  { state, pipeline }: { readonly state: Table; readonly pipeline: Pipeline },
  { left, closedForGoodMs }: Pick<Epoch, 'left' | 'closedForGoodMs'>,
  named: ReadonlySet<string>,
): Promise<Epoch['left']> {
  if (Object.keys(left).every(id => named.has(id))) return left;
  const panes = [
    ...eventQueries(pipeline).map(({ window }) => panesOf(window)),
    ...(await state.query(QUERIES_PK)).map(panesOfItem),
  ];
  const reach = Math.max(...panes.map(({ sizeMs, reachMs }) => sizeMs + reachMs));
  const needed = (maxEventTimeMs: number | null): boolean =>
    maxEventTimeMs !== null && (closedForGoodMs === null || maxEventTimeMs + reach > closedForGoodMs);
  return Object.fromEntries(
    Object.entries(left).filter(([id, maxEventTimeMs]) => named.has(id) || needed(maxEventTimeMs)),
  );
}
