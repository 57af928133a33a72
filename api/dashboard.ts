const MINUTE_MS = 60_000;

/** The spans that the page can show, ms. */
export const SPANS_MS: readonly number[] = [5, 15, 60, 6 * 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60].map(
  minutes => minutes * MINUTE_MS,
);

/** Keys that the page compares with one, at most. */
export const COMPARED_MAX = 4;

/** How a chart is drawn: lines whatever the values are, bars of opening and closing prices, or no drawing but a table. */
export const CHART_KINDS = ['line', 'candles', 'table'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** What the page shows of a pipeline, as a file beside the definition says it. What it does not say follows from the queries. */
export interface Dashboard {
  readonly title?: string;
  /** The queries that are offered, in this order. */
  readonly queries?: readonly string[];
  /** The numbers above the charts. */
  readonly headlines?: readonly Headline[];
  readonly charts?: readonly ChartDescription[];
}

export interface Headline {
  readonly query: string;
  readonly value: string;
}

export interface ChartDescription {
  readonly query: string;
  /** All in one chart, in this order. */
  readonly values?: readonly string[];
  readonly kind?: ChartKind;
  /** What is chosen of the query's keys at first, each value by name; the others are compared with the first. */
  readonly keys?: readonly Readonly<Record<string, string | number | boolean | null>>[];
  /** How much is shown at first, ms: one of SPANS_MS. */
  readonly spanMs?: number;
}
