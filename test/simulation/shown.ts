import type { Row } from './language/expression';
import type { DrawnQuery } from './language/query';
import { type Aggregated, groupBy } from './oracle';
import type { Value } from './value';

export type Values = Readonly<Record<string, Value>>;

/** The results of a query by id, of all that it has aggregated: their values, and no more of them than `having` and `top` let be. */
export function resultsOf(query: DrawnQuery, all: readonly Aggregated[]): Map<string, Values> {
  const { having, top } = query;
  const computed = all.map(one => {
    const values = valuesOf(query, one);
    return { one, values, row: resultRow(one, values) };
  });
  const kept = computed.filter(({ row }) => !having || having.plain(row) === true);
  if (!top) return new Map(kept.map(({ one, values }) => [one.id, values]));
  const groups = groupBy(kept, ({ one }) => JSON.stringify([one.block.startMs, top.per.map(name => one.key[name])]));
  const first = [...groups.values()].flatMap(group => {
    const ranked = group.map(({ one, values, row }) => ({ one, values, rank: top.by.plain(row) }));
    return ranked.sort(byRank).slice(0, top.n);
  });
  return new Map(first.map(({ one, values }) => [one.id, values]));
}

/** Each value may read those before it. */
export function valuesOf(
  { values }: Pick<DrawnQuery, 'values'>,
  one: Omit<Aggregated, 'id' | 'block' | 'epoch'>,
): Values {
  const known: Record<string, Value> = {};
  for (const { name, expr } of values) known[name] = expr.plain(resultRow(one, known));
  return known;
}

function resultRow(
  { aggregates, key, startMs, endMs }: Pick<Aggregated, 'aggregates' | 'key' | 'startMs' | 'endMs'>,
  values: Values,
): Row {
  const columns: Values = { window_start: startMs, window_end: endMs, ...key, ...aggregates, ...values };
  return { value: name => columns[name] ?? null, unfit: () => null };
}

interface Ranked {
  readonly one: Aggregated;
  readonly rank: Value;
}

/** The largest first, null last, equal ones by the text of their keys. */
function byRank(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) {
    if (a.rank === null) return 1;
    if (b.rank === null) return -1;
    return a.rank < b.rank ? 1 : -1;
  }
  return a.one.keyText < b.one.keyText ? -1 : 1;
}
