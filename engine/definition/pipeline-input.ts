import type { Aggregate } from './aggregates';
import type { Code, Untyped } from './code';
import type { Duration } from './duration';
import type { Field } from './fields';
import type { SeriesInput } from './check-series';
import type { LookupInput } from './lookups';
import type { ARRIVAL_TIME } from './pipeline';
import type { SourceInput } from './source';
import type { WindowInput } from './windows';

type TypeOf<F> = F extends Field<infer T> ? T : never;
/** The event's TypeScript type, from its fields. */
export type EventOf<Fields> = { readonly [Name in keyof Fields]: TypeOf<Fields[Name]> };

/** An SQL expression that is more than a name: the compiler knows names, and leaves these to `definePipeline`. */
export type ExpressionText =
  `${string}${' ' | '(' | '+' | '-' | '*' | '/' | '%' | '|' | '<' | '>' | '=' | '"' | "'"}${string}`;

/** A query over events. `Name`: the names of fields and derived fields. */
export interface QueryInput<Name extends string> {
  /** Counts only events for which it is true, an expression such as `status >= 500`; others are counted as filtered. */
  readonly where?: Name | ExpressionText;
  /** Keys of the result, columns or expressions by name; none: one result for all events of a window. */
  readonly groupBy?: readonly Name[] | Readonly<Record<string, Name | ExpressionText>>;
  readonly window: WindowInput;
  /** Aggregates, and expressions over aggregates, keys and the values before: `sum(price * quantity) / sum(quantity)`. */
  readonly select: Readonly<Record<string, Aggregate<Name | ExpressionText> | string>>;
  /** Results for which it is not true are none, an expression over what select names: `orders >= 3`. */
  readonly having?: string;
  /** Of a window's keys only the first ones are results. */
  readonly top?: TopInput;
  /** @default 'onClose' */
  readonly emit?: 'onClose' | 'onUpdate';
  /**
   * How long results stay in the results table after they were last written, at least 1 minute: they are deleted then, as soon as
   * neither they nor what other queries compute from them can change. The lake keeps its own. @default for ever
   */
  readonly keep?: Duration;
  /** Belongs to a query over the windows of another one. */
  readonly over?: never;
}

/**
 * Windows over windows: a query whose events are the closed results of another. Their columns are its keys and values,
 * `window_start`, `window_end` and `duration`, ms: of a session from its first event to its last, else from start to end. Their event
 * time is the window's last millisecond. A result that is revised or taken back revises what stands on it.
 */
export interface CascadeInput {
  /** The query whose results are read; it may itself be one over another, four deep. */
  readonly over: string;
  readonly where?: string;
  readonly groupBy?: readonly string[] | Readonly<Record<string, string>>;
  /** Tumbling or hopping. */
  readonly window: WindowInput;
  readonly select: Readonly<Record<string, Aggregate | string>>;
  readonly having?: string;
  readonly top?: TopInput;
  /** As of a query over events. @default for ever */
  readonly keep?: Duration;
  /** It reports when its windows close. */
  readonly emit?: never;
}

export interface TopInput {
  /** 1-10,000. */
  readonly n: number;
  /** A value of select, or an expression over some: the largest first, null last, equal ones in order of their keys. */
  readonly by: string;
  /** Keys: the first `n` for each combination of them. @default [] */
  readonly per?: string | readonly string[];
}

export interface WatermarkInput {
  /** @default '5 seconds' */
  readonly outOfOrderness?: Duration;
  /** @default '30 seconds' */
  readonly idleTimeout?: Duration;
  /** @default '1 minute' */
  readonly maxFutureSkew?: Duration;
}

export interface LateInput {
  /** @default '1 hour' */
  readonly allowed?: Duration;
}

export interface DedupeInput<Name extends string> {
  readonly by: Name;
  /** 1 second to 15 minutes. */
  readonly within: Duration;
}

/** The names of fields and derived fields. Only `event` and `derive` say which there are, so that all other places are checked by them. */
type NameOf<Fields, Derived extends string> = NoInfer<(keyof Fields & string) | Derived | typeof ARRIVAL_TIME>;

/** What the events of a stream are. `Derived`: the names of the derived fields. */
export interface EventsInput<Fields extends Record<string, Field>, Derived extends string> {
  /** What the records hold, and how. @default { format: 'json' } */
  readonly source?: SourceInput;
  readonly event: Fields;
  /**
   * Named values computed from an event: SQL expressions such as `url_path(url)`, or functions of the event's own fields, with
   * their type by `code('text', ...)` where expressions are to read them. An event for which one has no value, or whose
   * function throws, goes to the quarantine. A function is called with a sample when the definition is loaded.
   */
  readonly derive?: { readonly [Name in Derived]: string | Untyped<EventOf<Fields>> | Code<EventOf<Fields>> };
  /**
   * When an event happened: a field that every event has, or an expression of type time, such as `coalesce(at, arrival_time)`
   * or `to_timestamp(date || ' ' || time, 'yyyy-MM-dd HH:mm:ss', 'UTC')`. An event for which it is null goes to the quarantine.
   */
  readonly eventTime: NameOf<Fields, Derived> | ExpressionText;
  readonly partitionBy?: NoInfer<keyof Fields & string>;
  readonly watermark?: WatermarkInput;
  /**
   * Drops copies that producers sent again: of the events with one value of `by`, those that arrive at most `within`
   * (1 second to 15 minutes) after the first. Exact on a shard and across a split or merge; copies under another partition
   * key may be on another shard and are not seen. Events without the value are never copies.
   */
  readonly dedupe?: DedupeInput<NameOf<Fields, Derived>>;
}

/** What a definition says whatever its events are. */
export interface CommonInput {
  /** Lower-case letters, digits and hyphens, at most 40; it names the AWS resources. */
  readonly name: string;
  /** Raise it when a derived field's code changes its meaning. @default 1 */
  readonly version?: number;
  /** Reference data by name, read by `lookup(campaigns, ad_id).campaign_id` in expressions over events; a missing key is null. */
  readonly lookups?: Readonly<Record<string, LookupInput>>;
  readonly late?: LateInput;
  /** How often results are committed: the delay between an event and its window's result grows with it, the cost falls. @default '10 seconds' */
  readonly commitEvery?: Duration;
}

/** A pipeline over one stream. */
export interface PipelineInput<Fields extends Record<string, Field>, Derived extends string>
  extends CommonInput, EventsInput<Fields, Derived> {
  readonly queries: Readonly<Record<string, QueryInput<NameOf<Fields, Derived>> | SeriesInput | CascadeInput>>;
  /** Of a pipeline over several. */
  readonly sources?: never;
}
