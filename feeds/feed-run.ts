import { setTimeout } from 'node:timers/promises';
import { reconnectMs } from './connections/backoff';
import type { Connect, Ended } from './connections/connection';
import { poll } from './connections/poll';
import { connectServerSentEvents } from './connections/server-sent-events';
import { connectWebSocket } from './connections/websocket';
import { type Decoded, type Feed, FeedError, type FeedEvent, type Frame, type Position, type Reader } from './feed';
import { type NumberRange, Series } from './series';
import { Teller } from './teller';

/** A connection that has lasted so long, ms, was a good one: the next attempt comes quickly. */
const GOOD_MS = 30_000;
/** The longest that a source may make us wait, ms. */
const WAIT_MS_MAX = 3_600_000;

const CONNECT: Readonly<Record<Feed['transport'], Connect>> = {
  websocket: connectWebSocket,
  'server-sent events': connectServerSentEvents,
  polling: poll,
};

export interface FeedRunOptions {
  readonly feed: Feed;
  readonly reader: Reader;
  /** What must never be told. */
  readonly secrets: readonly string[];
  readonly position: Position;
  readonly userAgent: string;
  /** Between two polls, ms. */
  readonly everyMs: number;
  /** @default the feed's */
  readonly silentAfterMs?: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Wall clock, ms since 1970. */
  readonly now: () => number;
  readonly random: () => number;
  /** Takes events in their order; behind them `lastEventId` is where to resume. */
  readonly onEvents: (events: readonly FeedEvent[], lastEventId: string | undefined) => void;
  /** Resolves when more may come; undefined: at once. */
  readonly whenRoom: () => Promise<void> | undefined;
  readonly onTold: (line: string) => void;
}

/** Since the start. */
export interface FeedCounts {
  readonly events: number;
  /** Copies of events, dropped. */
  readonly copies: number;
  /** Frames of which something could not be read. */
  readonly problems: number;
  readonly reconnects: number;
  readonly gaps: number;
  /** Events that did not come, of series with numbers. */
  readonly missed: number;
  /** Time of the newest event, ms since 1970. */
  readonly newestMs: number | undefined;
}

/** Reads a feed over one connection after another, and tells what happens to them and what was missed. */
export class FeedRun {
  private readonly series = new Map<string, Series>();
  private readonly teller: Teller;
  private readonly tally = { events: 0, copies: 0, problems: 0, reconnects: 0, gaps: 0, missed: 0 };
  private newestMs: number | undefined;
  private lastEventId: string | undefined;
  /** When the last frame came. */
  private heardMs: number | undefined;
  private refusal: string | undefined;
  private hasOpened = false;
  private attempt = 0;

  constructor(private readonly options: FeedRunOptions) {
    const { position, onTold, secrets, now } = options;
    for (const [name, number] of Object.entries(position.numbers)) this.series.set(name, new Series(number));
    this.lastEventId = position.lastEventId;
    this.heardMs = position.atMs;
    this.teller = new Teller(onTold, secrets, now);
  }

  get counts(): FeedCounts {
    return { ...this.tally, newestMs: this.newestMs };
  }

  /**
   * Reads until the signal aborts.
   *
   * @throws FeedError when the source refuses what is asked of it.
   */
  async run(): Promise<void> {
    const { signal, now } = this.options;
    try {
      while (!signal.aborted) {
        const startMs = now();
        const ended = await this.connect();
        if (signal.aborted) return;
        await this.pause(this.waitMs(ended, now() - startMs));
      }
    } finally {
      this.teller.tellUntold();
    }
  }

  private connect(): Promise<Ended> {
    const { feed, reader, userAgent, signal, whenRoom, silentAfterMs = feed.silentAfterMs } = this.options;
    const stop = new AbortController();
    this.refusal = undefined;
    return CONNECT[feed.transport]({
      opening: reader.open(series => this.series.has(series)),
      lastEventId: this.lastEventId,
      userAgent,
      silentAfterMs,
      pongsCount: feed.pongsCount ?? false,
      signal: AbortSignal.any([signal, stop.signal]),
      onOpen: () => this.opened(),
      onFrame: (frame, eventId) => {
        const { send = [], refused } = this.take(frame, eventId);
        if (refused !== undefined) {
          this.refusal = refused;
          stop.abort();
        }
        return send;
      },
      whenRoom,
    });
  }

  private opened(): void {
    const { feed, now } = this.options;
    const awayMs = this.heardMs === undefined ? undefined : now() - this.heardMs;
    if (this.attempt > 0) {
      this.tally.reconnects += 1;
      this.teller.tell(`connected again${awayMs === undefined ? '' : ` after ${seconds(awayMs)} s`}`);
    }
    const isResumed = feed.missedBy === 'resume' && this.lastEventId !== undefined;
    const isAway = this.attempt > 0 || !this.hasOpened;
    this.hasOpened = true;
    if (feed.missedBy !== 'numbers' && !isResumed && isAway && awayMs !== undefined)
      this.gap(`what came in ${seconds(awayMs)} s without a connection`);
    if (feed.transport === 'polling') this.attempt = 0;
    this.heardMs = now();
  }

  private take(frame: Frame, eventId: string | undefined): Decoded {
    const { reader, now, onEvents } = this.options;
    this.heardMs = now();
    const decoded = reader.decode(frame, this.heardMs);
    if (decoded.problem !== undefined) {
      this.tally.problems += 1;
      this.teller.tell(decoded.problem);
    }
    const news = (decoded.events ?? []).filter(event => this.isNews(event));
    for (const { series, number } of decoded.reached ?? []) this.missed(series, this.seriesOf(series).reach(number));
    this.tally.events += news.length;
    for (const { timeMs } of news) if (timeMs !== undefined) this.newestMs = Math.max(timeMs, this.newestMs ?? 0);
    if (eventId) this.lastEventId = eventId;
    if (news.length > 0 || eventId) onEvents(news, this.lastEventId);
    return decoded;
  }

  private isNews({ place, timeMs, isPast }: FeedEvent): boolean {
    if (!place) return true;
    const { isKnown, missed, isFound } = this.seriesOf(place.series).see(place.number, timeMs, isPast);
    this.missed(place.series, missed);
    if (isFound) this.tally.missed -= 1;
    if (isKnown) this.tally.copies += 1;
    return !isKnown;
  }

  private seriesOf(name: string): Series {
    let series = this.series.get(name);
    if (!series) this.series.set(name, (series = new Series()));
    return series;
  }

  private missed(series: string, range: NumberRange | undefined): void {
    if (!range) return;
    const count = range.to - range.from + 1;
    this.tally.missed += count;
    this.gap(`${count} of ${series}, ${count === 1 ? range.from : `${range.from} to ${range.to}`}`);
  }

  private gap(what: string): void {
    this.tally.gaps += 1;
    this.teller.tell(`gap: ${what}`);
  }

  /** How long to wait after a connection that ended after `lastedMs`. */
  private waitMs(ended: Ended, lastedMs: number): number {
    const { feed, everyMs, random } = this.options;
    const { reason, isUsual, waitMs = 0 } = ended;
    if (isUsual && this.refusal === undefined) return Math.max(0, everyMs - lastedMs);
    const isRefused = ended.isRefused === true || this.refusal !== undefined;
    const why = this.teller.clean(this.refusal ?? reason);
    if (isRefused && this.lastEventId !== undefined && feed.missedBy === 'resume') {
      this.lastEventId = undefined;
      this.gap(`the source does not resume where we were (${why}): it goes on from now`);
    } else if (isRefused && (this.tally.events === 0 || feed.keys.length > 0))
      throw new FeedError(`${feed.name} refuses: ${why}`);
    this.attempt = lastedMs >= GOOD_MS ? 1 : this.attempt + 1;
    const least = Math.max(Math.min(waitMs, WAIT_MS_MAX), feed.transport === 'polling' ? everyMs - lastedMs : 0);
    const wait = Math.max(least, reconnectMs(this.attempt, random));
    this.teller.tell(`no connection (${why}): again in ${seconds(wait)} s`);
    return wait;
  }

  private async pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.options.signal }).catch(() => undefined);
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
