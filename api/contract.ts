import type { ResultRecord } from '../engine/results/result-row';
import type { InputName, SeriesOptions } from '../engine/series/series-function';
import type { CalendarWindow } from '../engine/windows/window';
import type { Dashboard } from './dashboard';

/** `GET /pipelines` */
export interface PipelinesAnswer {
  readonly pipelines: readonly PipelineDescription[];
}

export interface PipelineDescription {
  readonly name: string;
  readonly queries: readonly QueryDescription[];
  /** Where a file beside the definition says what the page is to show. */
  readonly dashboard?: Dashboard;
}

export type SuccessiveDescription =
  { readonly kind: 'grid'; readonly sizeMs: number; readonly slideMs: number } | CalendarWindow;

export interface QueryDescription {
  readonly name: string;
  /** The query whose closed results it reads; absent: it reads events. */
  readonly over?: string;
  readonly groupBy: readonly string[];
  readonly window:
    | SuccessiveDescription
    /** Windows that start where a period does and end after each step until it ends. */
    | { readonly kind: 'cumulate'; readonly stepMs: number; readonly period: SuccessiveDescription }
    | { readonly kind: 'session'; readonly gapMs: number };
  /** In the order of the query's select. */
  readonly values: readonly ValueDescription[];
  readonly emit: 'onClose' | 'onUpdate';
  /** Results are deleted so long after they were last written, ms; absent: they stay. */
  readonly keepMs?: number;
}

export interface ValueDescription extends SeriesOptions, Readonly<Partial<Record<InputName, string>>> {
  readonly name: string;
  /** Kind of aggregate or of function along a key's windows (`avg`, `count`, `topK`, `sma`, ...); `expression` over some. */
  readonly aggregate: string;
  /** What it is where it is not null; a list is one of entries `{ value, count, error }`, the most frequent first. */
  readonly type: 'number' | 'text' | 'boolean' | 'list';
  /** There where it is a number of things: whole, from zero. */
  readonly isCount?: true;
  /** There where the values of several keys, or of windows that do not overlap, add up to the value of all. */
  readonly isAdditive?: true;
  /** There where it is the quotient of two values of the query that add up. */
  readonly ratio?: { readonly of: string; readonly per: string };
  /** Of a function along a key's windows that has several values: which one. Its inputs and options stand beside it. */
  readonly line?: string;
}

/**
 * `GET /pipelines/{p}/queries/{q}/windows?key=&from=&to=&limit=&cursor=`: the latest revision of each window that starts in
 * [from, to), newest first. `key` is the JSON array of group-by values, as in a record's id; without it, all keys.
 */
export interface WindowsAnswer {
  readonly windows: readonly ResultRecord[];
  /** Where the next page starts; null on the last one. */
  readonly cursor: string | null;
  /** With the last page of a query with `keep`: what was last written before this is deleted, and stands in the lake only. */
  readonly deletedUntil?: string;
}

/** Pages of several queries' windows, in the order in which they were asked for. */
export interface SeveralAnswer {
  readonly queries: readonly ({ readonly query: string } & WindowsAnswer)[];
}

/** `GET /pipelines/{p}/queries/{q}/top?start=&by=&limit=`: the keys of one window (the latest closed one without `start`) with the highest values. */
export interface TopAnswer {
  readonly window: { readonly start: string; readonly end: string } | null;
  readonly rows: readonly ResultRecord[];
}

/** `GET /pipelines/{p}/queries/{q}/keys?limit=`: keys of the most recent windows, most recent first. */
export interface KeysAnswer {
  readonly keys: readonly (readonly unknown[])[];
}

/**
 * `GET /pipelines/{p}/status`, and the `status` events of `GET /pipelines/{p}/live?query=&queries=&key=` (server-sent events; the
 * `window` events carry one ResultRecord each, with an `id` to go on from by Last-Event-ID).
 */
export interface StatusAnswer {
  readonly pipeline: string;
  readonly epoch: number;
  /** ISO 8601 UTC; null before the first event. */
  readonly watermark: string | null;
  /** Latest event time seen minus the watermark, ms. */
  readonly watermarkLagMs: number | null;
  /** Since the stream began, of the shards that it still has. */
  readonly records: { readonly new: number; readonly redelivered: number };
  readonly events: {
    readonly decoded: number;
    readonly quarantined: number;
    /** Copies that the definition's `dedupe` dropped. */
    readonly duplicates: number;
    /** Events that the definition's `accept` passed over. */
    readonly skipped: number;
    readonly accepted: Readonly<Record<string, number>>;
    /** For which a query's `where` did not hold. */
    readonly filtered: Readonly<Record<string, number>>;
    readonly late: Readonly<Record<string, number>>;
  };
  /** When this was read, ISO 8601 UTC. */
  readonly at: string;
}

/** Any answer of 400 or above. */
export interface ErrorAnswer {
  /** One line: what is wrong and where. */
  readonly error: string;
}
