import type { Scalar } from '../values';
import type { AggregateType } from '../accumulators/aggregate-function';
import type { Expression } from '../expression/expression';
import type { Scope, Typed, ValueType } from '../expression/type';
import { type Aggregate, inputsOf } from './aggregates';
import type { Field } from './fields';
import type { Lookup } from './lookups';
import type { SeriesValue } from './series-values';
import type { Source } from './source';
import type { AlignedWindow, Window, SuccessiveWindow } from '../windows/window';

/** The checked values of an event by column, computed ones included once computed. */
export type EventValues = Readonly<Record<string, Scalar | null>>;

/** A column computed from an event by an SQL expression. Times are ms since 1970. */
export interface ExpressionColumn {
  /** As `derive` names it; of one that a query computes without a name, `=` and the expression's canonical text. */
  readonly name: string;
  readonly expression: Expression;
  readonly type: Typed;
}

/** A column computed by a function of the definition, which sees the event's own fields. */
export interface CodeColumn {
  readonly name: string;
  readonly code: (event: EventValues) => unknown;
  /** What its values must be; undefined: text, number, boolean or null. */
  readonly type: ValueType | undefined;
}

/** When the event's record arrived (Kinesis' ApproximateArrivalTimestamp), ms: the same whenever the record is read. */
export interface ArrivalColumn {
  readonly name: typeof ARRIVAL_TIME;
  readonly isArrival: true;
}

/** The name under which expressions read it, where neither `event` nor `derive` has that name. */
export const ARRIVAL_TIME = 'arrival_time';

/** What a lookup table has under a key, or null. */
export interface LookupColumn {
  /** `=lookup(campaigns, ad_id).campaign_id` */
  readonly name: string;
  /** The name of the table. */
  readonly lookup: string;
  /** The column that holds the key, a time as ms. */
  readonly key: string;
  /** The place of the table's column in its rows. */
  readonly index: number;
  readonly type: Typed;
}

export type ComputedColumn = ExpressionColumn | CodeColumn | ArrivalColumn | LookupColumn;

/** A value of a result: an expression over the query's aggregates, its keys and the values before it. */
export interface ResultValue {
  readonly expression: Expression;
  readonly type: AggregateType;
}

/** Of a window's keys only the first ones are results. */
export interface Top {
  readonly n: number;
  /** Ordered by this, the largest first, null last, equal ones by their keys. */
  readonly by: Expression;
  /** Keys: the first `n` for each combination of them. */
  readonly per: readonly string[];
}

/** A checked query over events. */
export interface EventQuery {
  readonly name: string;
  /** Absent: it reads events. */
  readonly over?: undefined;
  /** `name@hash` of all that gives its state a meaning: another id never shares state with this one. */
  readonly id: string;
  /** The column that must be true of an event. */
  readonly where?: string;
  /** The names of the keys. */
  readonly groupBy: readonly string[];
  /** The columns that hold the keys, where they have other names. */
  readonly keyColumns?: readonly string[];
  readonly window: Window;
  /** What is accumulated, by its text in SQL. Inputs are columns. */
  readonly aggregates: Readonly<Record<string, Aggregate>>;
  readonly values: Readonly<Record<string, ResultValue>>;
  /** What must be true of a result. */
  readonly having?: Expression;
  readonly top?: Top;
  /** `onClose` emits closed windows only; `onUpdate` also emits open ones, marked `final: false`. */
  readonly emit: 'onClose' | 'onUpdate';
  /** How long results stay in the results table after they were last written, ms; absent: for ever. */
  readonly keepMs?: number;
}

/** A checked query over the closed windows of another: one result for each of those, once a value has enough of them. */
export interface SeriesQuery extends Pick<EventQuery, 'name' | 'id' | 'groupBy' | 'values' | 'keepMs'> {
  /** The name of the query whose results it reads. */
  readonly over: string;
  readonly window: SuccessiveWindow;
  readonly series: Readonly<Record<string, SeriesValue>>;
  readonly emit: 'onClose';
}

/** A checked query whose events are the closed results of another: windows over windows. */
export interface CascadeQuery extends Omit<EventQuery, 'over' | 'window' | 'emit'> {
  /** The name of the query whose results it reads. */
  readonly over: string;
  readonly window: AlignedWindow;
  /** What it computes of a result of the other query. */
  readonly columns: readonly ExpressionColumn[];
  /** The types of the other query's columns and of these. */
  readonly scope: Scope;
  readonly emit: 'onClose';
}

/** A checked query that aggregates in windows of its own. */
export type WindowQuery = EventQuery | CascadeQuery;

/** A checked query: `over` tells whether it reads events, `series` whether it has the windows of the query it reads. */
export type Query = WindowQuery | SeriesQuery;

/** Those that events are folded for. */
export function eventQueries({ queries }: Pick<Pipeline, 'queries'>): readonly EventQuery[] {
  return queries.filter(query => query.over === undefined);
}

/** Those that aggregate the results of others. */
export function cascadesOf({ queries }: Pick<Pipeline, 'queries'>): readonly CascadeQuery[] {
  return queries.filter((query): query is CascadeQuery => query.over !== undefined && !('series' in query));
}

/** The query whose results another reads. */
export function baseOf({ queries }: Pick<Pipeline, 'queries'>, { over }: SeriesQuery | CascadeQuery): Query {
  return queries.find(({ name }) => name === over)!;
}

/** How many queries over others a query stands on, itself included. */
export function depthOf(query: Query, pipeline: Pick<Pipeline, 'queries'>): number {
  return query.over === undefined ? 0 : 1 + depthOf(baseOf(pipeline, query), pipeline);
}

/** Whether its events are looked up in tables. */
export function hasLookups({ lookups }: Pick<Pipeline, 'lookups'>): boolean {
  return Object.keys(lookups).length > 0;
}

/** The columns that hold a query's keys. */
export function keyColumnsOf({ groupBy, keyColumns }: Pick<EventQuery, 'groupBy' | 'keyColumns'>): readonly string[] {
  return keyColumns ?? groupBy;
}

/** The columns that a query reads of an event. */
export function columnsReadBy(
  query: Pick<EventQuery, 'where' | 'groupBy' | 'keyColumns' | 'aggregates'>,
): readonly string[] {
  const inputs = Object.values(query.aggregates).flatMap(inputsOf);
  return [
    ...(query.where === undefined ? [] : [query.where]),
    ...keyColumnsOf(query),
    ...inputs.map(({ column }) => column),
  ];
}

/** The aggregate that a value is, where it is no expression over some. */
export function aggregateOfValue(query: WindowQuery, name: string): Aggregate | undefined {
  const { expression } = query.values[name]!;
  const text = expression.op === 'column' ? expression.name : '';
  return Object.hasOwn(query.aggregates, text) ? query.aggregates[text] : undefined;
}

/** The types of a query's keys; null of functions that state none. */
export function keyTypes(pipeline: Pick<Pipeline, 'scope' | 'queries'>, query: Query): readonly Typed['type'][] {
  if ('series' in query) return keyTypes(pipeline, baseOf(pipeline, query));
  const { scope } = query.over === undefined ? pipeline : query;
  return keyColumnsOf(query).map(column => (Object.hasOwn(scope, column) ? scope[column]!.type : 'null'));
}

/** Whether it is the name of a computed column. */
export function isComputed({ columns }: Pick<Pipeline, 'columns'>, name: string): boolean {
  return columns.some(column => column.name === name);
}

/** What the events of a stream are, and how they are read from its records. */
export interface EventSource {
  /** What the records of the stream hold. */
  readonly source: Source;
  readonly fields: Readonly<Record<string, Field>>;
  /** In an order in which each reads fields and columns before it only. */
  readonly columns: readonly ComputedColumn[];
  /** The types of fields and columns, but of functions that state none. */
  readonly scope: Scope;
  /** What must be true of an event's fields; others are passed over. */
  readonly accept: Expression | undefined;
  /** The column that holds the event time: a field, or an expression's. */
  readonly eventTime: string;
  /** The fields that it is read from. */
  readonly eventTimeFields: readonly string[];
  /** The field whose value chooses the shard; absent: events are spread. */
  readonly partitionBy: string | undefined;
  readonly watermark: {
    /** How far behind the latest event an event in order may be, ms. */
    readonly outOfOrdernessMs: number;
    /** A caught-up shard without an accepted event for so long, ms, does not hold the watermark. */
    readonly idleTimeoutMs: number;
    /** An event further ahead of its arrival, ms, is quarantined. */
    readonly maxFutureSkewMs: number;
  };
  /** Copies of an event that arrive at most `withinMs` after it, on the same shard or its children, are dropped. */
  readonly dedupe: { readonly by: string; readonly withinMs: number } | undefined;
}

/** A checked pipeline: what `definePipeline` returns and all else derives from. */
export interface Pipeline extends EventSource {
  readonly name: string;
  /** The tables that events are looked up in. */
  readonly lookups: Readonly<Record<string, Lookup>>;
  /** How long after its close, ms of watermark, a window is still revised. */
  readonly allowedLatenessMs: number;
  /** How often a shard's fold is committed, ms of arrival time (Lambda's tumbling window): whole seconds, 1-900. */
  readonly commitEveryMs: number;
  /** Those over events first, each other one after the query whose results it reads. */
  readonly queries: readonly Query[];
  /** Changes whenever an event may be folded differently. */
  readonly generation: string;
  /**
   * Where it reads several streams, the pipeline as the shards of each see it, by the source's name: the same queries, which read
   * of that stream's events what is theirs. Its own events are then none.
   */
  readonly sources?: Readonly<Record<string, Pipeline>>;
}
