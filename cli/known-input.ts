/** An end that an input had when all of it was counted. */
export interface CountedEnd {
  readonly bytes: number;
  readonly digest: string;
  /** Lines and events up to it. */
  readonly lines: number;
  readonly events: number;
  /** What had no end yet: nothing may follow on it. */
  readonly open?: 'line' | 'row' | undefined;
  /** Number of the run that counted it. */
  readonly run: number;
}

/** An input as a data folder remembers it. */
export interface KnownInput {
  /** 16 hexadecimal digits; marks its records on the stream. */
  readonly id: string;
  /** The name that it may grow under; undefined once that has become another's. */
  name: string | undefined;
  /** How its rows were read: format, columns, renamings. */
  readonly reading: string;
  /** Ids of the queries that counted its first lines. */
  readonly queries: Readonly<Record<string, string>>;
  /** Its beginning, base64: at most HEAD_BYTES. */
  head: string;
  /** Bytes read, and their SHA-256. What is on the stream stands in them. */
  bytes: number;
  digest: string;
  /** Every end that was counted, the latest last. */
  readonly ends: CountedEnd[];
  /** Events of a copied beginning, which another input has put on the stream. */
  readonly copiedEvents: number;
}
