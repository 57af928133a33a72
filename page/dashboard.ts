import type { PipelineDescription, QueryDescription } from '../api/contract';
import type { ChartDescription, Dashboard } from '../api/dashboard';
import { isOne, partsOf, type Selection, textOf } from './selection';

/** The queries that the reader may choose from, in the order of the dashboard where that names them. */
export function offeredOf({ queries, dashboard }: PipelineDescription): readonly QueryDescription[] {
  return dashboard?.queries ? named(queries, dashboard.queries) : queries;
}

/** The query that is shown first, where the dashboard says. */
export const firstOf = (dashboard: Dashboard | undefined): string | undefined =>
  dashboard?.queries?.[0] ?? dashboard?.charts?.[0]?.query;

/** The charts that a dashboard has of a query. */
export const chartsIn = (dashboard: Dashboard | undefined, query: QueryDescription): readonly ChartDescription[] =>
  dashboard?.charts?.filter(chart => chart.query === query.name) ?? [];

/** Queries that have a headline. */
export const headedOf = ({ queries, dashboard }: PipelineDescription): readonly QueryDescription[] =>
  named(queries, [...new Set(dashboard?.headlines?.map(({ query }) => query))]);

export interface Defaults {
  /** What is chosen of the query's keys, and keys beside it. */
  readonly selection: Selection | undefined;
  readonly compared: readonly string[];
  readonly spanMs: number | undefined;
}

/** How a query is shown at first. */
export function defaultsOf(dashboard: Dashboard | undefined, query: QueryDescription): Defaults {
  const charts = chartsIn(dashboard, query);
  const keys = charts.find(chart => chart.keys)?.keys ?? [];
  const selections = keys.map(key =>
    query.groupBy.map(name => (Object.hasOwn(key, name) ? partsOf([key[name]])[0] : undefined)),
  );
  return {
    selection: selections[0],
    compared: selections.slice(1).filter(isOne).map(textOf),
    spanMs: charts.find(chart => chart.spanMs !== undefined)?.spanMs,
  };
}

const named = (queries: readonly QueryDescription[], names: readonly string[]): readonly QueryDescription[] =>
  names.flatMap(name => queries.filter(query => query.name === name));
