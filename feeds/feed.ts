/** A mistake of the user's or a refusal by the source: shown as one line. It never holds a key. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
}

/** An event's fields, each value as JSON text: a price that came as the text `0.00100` stays the number 0.00100. */
export type EventFields = Readonly<Record<string, string>>;

/** A number in a series that counts by ones, such as the trade ids of a symbol. */
export interface SeriesNumber {
  readonly series: string;
  readonly number: number;
}

export interface FeedEvent {
  readonly fields: EventFields;
  /** When it happened, ms since 1970, as the source says; undefined where it does not. */
  readonly timeMs: number | undefined;
  readonly place?: SeriesNumber;
  /** Whether the source repeats it from before this connection: it counts only where it fills a gap. */
  readonly isPast?: boolean;
}

/** What a frame comes to. Texts are one line, and hold no key. */
export interface Decoded {
  readonly events?: readonly FeedEvent[];
  /** How far series have come, whether or not their events have. */
  readonly reached?: readonly SeriesNumber[];
  /** To send in answer; may hold keys. */
  readonly send?: readonly string[];
  /** What could not be read, or what the source says that it could not do. */
  readonly problem?: string;
  /** The source refuses what was asked of it, and will again: wrong keys, an unknown symbol. */
  readonly refused?: string;
}

/** A frame of a WebSocket: text, or bytes; the data of a server-sent event or the body of an answer: text. */
export type Frame = string | Uint8Array;

/** How far a feed has been read. */
export interface Position {
  /** Of server-sent events: resumes behind it. */
  readonly lastEventId?: string | undefined;
  /** The last number by series. */
  readonly numbers: Readonly<Record<string, number>>;
  /** When the last event arrived, ms since 1970. */
  readonly atMs?: number | undefined;
}

/** What a connection begins with. All of it may hold keys: it is never shown. */
export interface Opening {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent once the connection is open. */
  readonly hello?: readonly string[];
}

/** A feed as one user wants it, over all its connections. Pure: no clock, no socket. */
export interface Reader {
  /** What its events hold, where the configuration says; absent: what the feed's example does. */
  readonly fields?: readonly string[];
  /** @param isKnown whether a series has been read before, by this run or an earlier one. */
  open(isKnown: (series: string) => boolean): Opening;
  /** Never throws, whatever the frame is. */
  decode(frame: Frame, arrivedMs: number): Decoded;
}

export interface ReaderSettings {
  readonly url: URL;
  /** As typed, never empty where the feed has symbols. */
  readonly symbols: readonly string[];
  /** By the names of the feed's `keys`. */
  readonly keys: Readonly<Record<string, string>>;
  /** One of the feed's modes; undefined: the first. */
  readonly mode: string | undefined;
  /** JSON of the user's own, for a feed that `isConfigured`. */
  readonly configuration: unknown;
}

/** A live source: all that there is to know of it. */
export interface Feed {
  readonly name: string;
  readonly title: string;
  readonly transport: 'websocket' | 'server-sent events' | 'polling';
  /** Names of environment variables that hold its keys; none: public. */
  readonly keys: readonly string[];
  /** Where it is; undefined: the configuration says. */
  readonly url: string | undefined;
  /** Page of its documentation, of its terms of use, and its limits in a line. */
  readonly documentation: string;
  readonly terms: string;
  readonly limits: string;
  /** Examples of its symbols, as typed; undefined: it has none. */
  readonly symbols: string | undefined;
  readonly symbolsMax?: number;
  readonly modes?: readonly string[];
  readonly isConfigured?: boolean;
  /** The pipeline that its events are made for. */
  readonly pipeline: string;
  /** An event with all that there may be in one; undefined: the configuration says. */
  readonly example: EventFields | undefined;
  /** Fields of the example that an event may lack. */
  readonly optional?: readonly string[];
  /** A connection without a sign of life for so long, ms, is given up. */
  readonly silentAfterMs: number;
  /** Whether answers to our pings are signs of life: where the source sends nothing by itself in quiet times. */
  readonly pongsCount?: boolean;
  /** How it is known what was missed: by numbers, by the time without a connection, or nothing is: it resumes. */
  readonly missedBy: 'numbers' | 'time' | 'resume';
  /** @throws FeedError for symbols, a mode or a configuration that cannot be. */
  reader(settings: ReaderSettings): Reader;
}
