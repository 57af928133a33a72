import type { Pipeline, Query } from '../../engine/definition/pipeline';
import { viewsOf } from '../../engine/definition/sources';
import { tableName } from './lake-tables';

export interface NamedQuery {
  /** Unique within a pipeline. */
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** Days of arrival that the queries look at; a query reads only the folders of those. */
const DAYS = 7;

/** Partition dates are text; the inner cast makes a date of a time, which some dialects answer. */
const RECENT = `"date" >= CAST(CAST(current_date - INTERVAL '${DAYS}' DAY AS DATE) AS VARCHAR)`;

/**
 * Queries over a pipeline's tables to begin with, in SQL that Athena and DuckDB both know. Results are delivered once for
 * each revision, and again where a delivery is repeated: only the latest revision of an id counts.
 *
 * @param events whether the lake gets events.
 */
export function namedQueries(pipeline: Pipeline, events = true): NamedQuery[] {
  return [
    ...pipeline.queries.map(query => latestOf(pipeline, query)),
    latestRevisions(pipeline),
    revisionCounts(pipeline),
    ...(events ? viewsOf(pipeline).map(([source]) => eventsByHour(pipeline, source)) : []),
    reasons(pipeline, 'late', 'Events that came too late, by reason'),
    reasons(pipeline, 'quarantine', 'Events that could not be read, by reason'),
  ];
}

function latestOf(pipeline: Pipeline, { name, groupBy, values }: Query): NamedQuery {
  const columns = [
    ...groupBy.map(field => `"key"."${field.toLowerCase()}" AS "key_${field.toLowerCase()}"`),
    `"window"."start" AS window_start`,
    `"window"."end" AS window_end`,
    ...Object.keys(values).map(value => `"values"."${value.toLowerCase()}" AS "${value.toLowerCase()}"`),
    'revision',
    '"final"',
  ];
  return {
    name: `${name}: latest results`,
    description: `Results of ${name}, each in its latest revision`,
    sql: `SELECT ${columns.join(',\n       ')}
FROM ${newest(pipeline)}
WHERE newest = 1 AND coalesce(retracted, false) = false AND query = '${name}'
ORDER BY window_start DESC
LIMIT 1000`,
  };
}

function latestRevisions(pipeline: Pipeline): NamedQuery {
  return {
    name: 'latest revision of each result',
    description: 'How many results each query has, and of how many windows: retracted ones and old revisions left out',
    sql: `SELECT query, count(*) AS results, count(DISTINCT "window"."start") AS windows,
       min("window"."start") AS first_window, max("window"."end") AS last_window
FROM ${newest(pipeline)}
WHERE newest = 1 AND coalesce(retracted, false) = false
GROUP BY query
ORDER BY query`,
  };
}

function revisionCounts(pipeline: Pipeline): NamedQuery {
  return {
    name: 'how often results are revised',
    description: 'Results by the number of times that late events changed them',
    sql: `SELECT query, revision, count(*) AS results
FROM ${newest(pipeline)}
WHERE newest = 1
GROUP BY query, revision
ORDER BY query, revision`,
  };
}

function newest(pipeline: Pipeline): string {
  return newestOf(tableName(pipeline, 'aggregates'));
}

/** Rows of a table of results, in which `newest` is 1 for the latest revision of each result. */
export function newestOf(table: string): string {
  return `(
  SELECT *, row_number() OVER (PARTITION BY id ORDER BY revision DESC) AS newest
  FROM ${table}
  WHERE ${RECENT}
) AS revisions`;
}

function eventsByHour(pipeline: Pipeline, source: string | undefined): NamedQuery {
  return {
    name: `events${source === undefined ? '' : ` of ${source}`} by hour of arrival`,
    description: 'Lines in the raw lake: events, and what could not be read',
    sql: `SELECT "date", "hour", count(*) AS events
FROM ${tableName(pipeline, 'raw', source)}
WHERE ${RECENT}
GROUP BY "date", "hour"
ORDER BY "date", "hour"`,
  };
}

function reasons(pipeline: Pipeline, output: 'late' | 'quarantine', description: string): NamedQuery {
  return {
    name: `${output} events by reason`,
    description,
    sql: `SELECT "date", reason, count(*) AS events, min(arrival) AS first_arrival, min(event) AS example
FROM ${tableName(pipeline, output)}
WHERE ${RECENT}
GROUP BY "date", reason
ORDER BY "date" DESC, events DESC`,
  };
}
