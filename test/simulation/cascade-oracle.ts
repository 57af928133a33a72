import type { CascadeQuery } from '../../engine/definition/pipeline';
import type { ExpectedResult } from './expected';
import type { DrawnCascade } from './language/cascade';
import { groupBy, kindOf, spansOf } from './oracle';
import type { ResultRowRead } from './read-state';

type Row = Pick<ResultRowRead, 'key' | 'startMs' | 'endMs' | 'epoch'> & { readonly events: number };

/** What must stand of a query over results, and the last epoch that wrote one of the results in its window. */
export interface ExpectedCascade extends ExpectedResult {
  readonly epoch: number;
}

/** What a query over results finds in those that stand: window by window, from the results themselves. */
export function batchCascade(
  pipelineName: string,
  { name, window, groupBy: keys }: CascadeQuery,
  drawn: DrawnCascade,
  base: { readonly keys: readonly string[]; readonly gapMs: number; readonly rows: readonly ResultRowRead[] },
): ExpectedCascade[] {
  const rows = base.rows.map((row): Row => ({ ...row, events: row.values['events'] as number }));
  const durationOf = ({ startMs, endMs }: Row): number => endMs - base.gapMs - startMs;
  const keyOf = ({ key, events }: Row): unknown[] => [
    ...drawn.keys.map(one => key[base.keys.indexOf(one)]),
    ...(drawn.byParity ? [events % 2] : []),
  ];
  const counts = rows.filter(
    row => !drawn.where || (drawn.where === 'events > 1' ? row.events > 1 : durationOf(row) >= 3_000),
  );
  const placed = counts.flatMap(row => spansOf(window, row.endMs - 1).map(span => ({ row, span })));
  const all = [...groupBy(placed, ({ row, span }) => JSON.stringify([span.placeMs, keyOf(row)])).values()];
  const found = all.map(inside => {
    const { startMs, endMs, placeMs } = inside[0]!.span;
    const key = keyOf(inside[0]!.row);
    const ordered = inside.map(({ row }) => row).sort(byTime);
    const counted = ordered.map(({ events }) => events);
    const values = {
      events: counted.reduce((sum, n) => sum + n, 0),
      results: ordered.length,
      most: Math.max(...counted),
      first: counted[0]!,
      last: counted.at(-1)!,
      longest: Math.max(...ordered.map(durationOf)),
      until: new Date(Math.max(...ordered.map(row => row.endMs))).toISOString(),
    };
    const epoch = Math.max(...ordered.map(row => row.epoch));
    return { startMs, endMs, placeMs, key, values, epoch };
  });
  const having = found.filter(({ values: { events, results } }) =>
    drawn.having === undefined ? true : drawn.having === 'events > 3' ? events > 3 : results < 3,
  );
  const kept = drawn.isTop ? [...groupBy(having, ({ placeMs }) => placeMs).values()].map(topOf) : having;
  return kept.map(({ startMs, endMs, placeMs, key, values, epoch }) => ({
    id: `${pipelineName}/${name}/${new Date(placeMs).toISOString()}/${kindOf(window)}/${JSON.stringify(key)}`,
    block: { startMs: placeMs, kind: kindOf(window) },
    key: Object.fromEntries(keys.map((one, i) => [one, key[i]])) as ExpectedResult['key'],
    startMs,
    endMs,
    may: [values],
    names: new Set(Object.keys(values)),
    epoch,
  }));
}

function byTime(a: Row, b: Row): number {
  if (a.endMs !== b.endMs) return a.endMs - b.endMs;
  return JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1;
}

/** The most events; of equals the first key. */
function topOf<T extends { readonly key: readonly unknown[]; readonly values: { readonly events: number } }>(
  results: readonly T[],
): T {
  const before = (a: T, b: T): boolean =>
    a.values.events === b.values.events
      ? JSON.stringify(a.key) < JSON.stringify(b.key)
      : a.values.events > b.values.events;
  return results.reduce((best, one) => (before(one, best) ? one : best));
}
