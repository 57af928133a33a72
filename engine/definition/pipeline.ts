import type { Scalar } from '../values';
import type { Aggregate } from './aggregates';
import type { Field } from './fields';
import type { MovingAverage } from './moving-average';
import type { Window } from '../windows/window';

/** The checked values of an event by field name, derived fields included once computed. */
export type EventValues = Readonly<Record<string, Scalar | null>>;

/** One checked query. */
export interface Query {
  readonly name: string;
  /** `name@hash` of all that gives its state a meaning: another id never shares state with this one. */
  readonly id: string;
  readonly groupBy: readonly string[];
  readonly window: Window;
  readonly select: Readonly<Record<string, Aggregate>>;
  /** `onClose` emits closed windows only; `onUpdate` also emits open ones, marked `final: false`. */
  readonly emit: 'onClose' | 'onUpdate';
}

/** A checked query over the closed windows of another: one result for each of those, once an average has enough of them. */
export interface MovingAverageQuery extends Pick<Query, 'name' | 'id' | 'groupBy'> {
  /** The other query's name. */
  readonly over: string;
  readonly window: Extract<Window, { kind: 'grid' }>;
  readonly select: Readonly<Record<string, MovingAverage>>;
  readonly emit: 'onClose';
}

/** A query as its results show it. */
export type ResultQuery = Query | MovingAverageQuery;

/** All queries that give results. */
export function resultQueries({
  queries,
  movingAverages,
}: Pick<Pipeline, 'queries' | 'movingAverages'>): readonly ResultQuery[] {
  return [...queries, ...movingAverages];
}

/** A checked pipeline: what `definePipeline` returns and all else derives from. */
export interface Pipeline {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly derive: Readonly<Record<string, (event: EventValues) => Scalar | null | undefined>>;
  /** The field that holds the event time. */
  readonly eventTime: string;
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
  /** How long after its close, ms of watermark, a window is still revised. */
  readonly allowedLatenessMs: number;
  /** How often a shard's fold is committed, ms of arrival time (Lambda's tumbling window): whole seconds, 1-900. */
  readonly commitEveryMs: number;
  /** Copies of an event that arrive at most `withinMs` after it, on the same shard or its children, are dropped. */
  readonly dedupe: { readonly by: string; readonly withinMs: number } | undefined;
  readonly queries: readonly Query[];
  readonly movingAverages: readonly MovingAverageQuery[];
  /** Changes whenever an event may be folded differently. */
  readonly generation: string;
}
