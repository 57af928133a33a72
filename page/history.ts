/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { type LiveRecord, readHistory } from './feed';
import { isOne, type Selection, textOf } from './selection';
import { everyMs } from '../engine/windows/usual';
import { Store } from './store';
import { addsUp } from './sums';

/** What is looked at. */
export interface Wanted {
  /** Queries to read. */
  readonly queries: readonly QueryDescription[];
  /** Queries to read of all keys, for their headlines. */
  readonly beside: readonly QueryDescription[];
  /** What to read of the keys of the others; none: all. */
  readonly selections: readonly Selection[];
  readonly spanMs: number;
  /** Where the span ends, ms; and whether it goes on from there. */
  readonly toMs: number;
  readonly goesOn: boolean;
}

/** The windows of a time, as the results have them, and what came live since they were read. */
export interface Shown {
  readonly store: Store;
  readonly fromMs: number;
  /** Infinity: what comes live belongs to it. */
  readonly toMs: number;
  /** There were more windows than were read: the oldest are missing. */
  readonly isCut: boolean;
  readonly of: string;
}

/** Before the end of a span: the span, the one that it is compared with, and as much to look back into; and after it. */
const SPANS_BEFORE = 3;
const SPANS_NEEDED = 2;
const SPANS_AFTER = 1;
/** Answers of the API that one query's history takes at most. */
const ANSWERS_MAX = 20;
/** What came live longer ago, ms, is in the answers of the API, which may lag a little. */
const RECENT_MS = 30_000;
/** Steps that follow each other faster than this, ms, are one. */
const WAIT_MS = 150;

/**
 * Reads what the results have of the time that is looked at. What is shown is replaced as a whole when all of it is in: so a
 * session that was taken back is gone, and no figure is of half of the windows.
 */
export class History {
  shown: Shown | undefined;
  private reading: AbortController | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  /** What came live of late, oldest first. */
  private recent: { readonly record: LiveRecord; readonly atMs: number }[] = [];
  private wanted: Wanted | undefined;

  /** @param onAnswer hears that a time is in, or what went wrong. */
  constructor(
    private readonly pipeline: string,
    private readonly all: readonly QueryDescription[],
    private readonly onAnswer: (error: unknown) => void,
  ) {}

  /** What is looked at is another: reads what is missing of it. */
  look(wanted: Wanted): void {
    this.wanted = wanted;
    this.stop();
    if (this.holds(wanted) && !this.shown!.isCut) return;
    this.waiting = setTimeout(() => void this.read(wanted), this.shown ? WAIT_MS : 0);
  }

  /**
   * Reads again what goes on, up to `toMs` by now, unless it is being read: late events revise windows that live events no
   * longer watch.
   */
  again(toMs: number): void {
    if (!this.wanted?.goesOn || this.reading !== undefined) return;
    this.wanted = { ...this.wanted, toMs };
    void this.read(this.wanted);
  }

  put(record: LiveRecord): void {
    const atMs = Date.now();
    const fresh = this.recent.findIndex(each => each.atMs > atMs - RECENT_MS);
    if (fresh !== 0) this.recent.splice(0, fresh < 0 ? this.recent.length : fresh);
    this.recent.push({ record, atMs });
    if (this.shown?.toMs === Infinity) this.shown.store.put(record);
  }

  stop(): void {
    clearTimeout(this.waiting);
    this.reading?.abort();
    this.reading = undefined;
  }

  /** The windows to look at, where some of them are in. */
  get store(): Store | undefined {
    return this.wanted && this.shown?.of === nameOf(this.wanted) ? this.shown.store : undefined;
  }

  /** Whether all of what is looked at is in, but for what was too much to read. */
  get isIn(): boolean {
    return this.wanted !== undefined && this.holds(this.wanted);
  }

  private holds(wanted: Wanted): boolean {
    const { shown } = this;
    if (!shown || shown.of !== nameOf(wanted)) return false;
    const fromMs = wanted.toMs - SPANS_NEEDED * wanted.spanMs;
    return fromMs >= shown.fromMs && (wanted.goesOn ? shown.toMs === Infinity : wanted.toMs <= shown.toMs);
  }

  private async read(wanted: Wanted): Promise<void> {
    this.stop();
    const reading = new AbortController();
    this.reading = reading;
    const { queries, beside, selections, spanMs, goesOn } = wanted;
    const beginOf = (query: QueryDescription): number => wanted.toMs - SPANS_BEFORE * lengthOf(query, spanMs);
    const fromMs = wanted.toMs - SPANS_BEFORE * spanMs;
    const toMs = goesOn ? Infinity : wanted.toMs + SPANS_AFTER * spanMs;
    const longestMs = Math.max(...[...queries, ...beside].map(query => lengthOf(query, spanMs)));
    const store = new Store(this.all, { keptMs: (SPANS_BEFORE + 2 * SPANS_AFTER) * longestMs, keysMax: Infinity });
    try {
      let isCut = false;
      for (const query of queries)
        for (const key of keysOf(query, selections))
          isCut =
            (await this.readOne(store, { query: query.name, key, fromMs: beginOf(query), toMs }, reading.signal)) ||
            isCut;
      for (const query of beside) {
        const range = { query: query.name, key: undefined, fromMs: beginOf(query), toMs };
        isCut = (await this.readOne(store, range, reading.signal)) || isCut;
      }
      for (const query of isCut && selections.every(isOne) ? queries : [])
        for (const key of selections.map(textOf))
          await this.readOne(store, { query: query.name, key, fromMs, toMs }, reading.signal);
      if (goesOn) for (const { record } of this.recent) store.put(record);
      this.shown = { store, fromMs, toMs, isCut, of: nameOf(wanted) };
      this.reading = undefined;
      this.onAnswer(undefined);
    } catch (error) {
      if (reading.signal.aborted) return;
      this.reading = undefined;
      this.onAnswer(error);
    }
  }

  /** Whether there was more of it. */
  private async readOne(
    store: Store,
    range: { query: string; key: string | undefined; fromMs: number; toMs: number },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { windows, isCut } = await readHistory({ pipeline: this.pipeline, ...range }, ANSWERS_MAX, signal);
    for (const record of windows) store.put(record);
    return isCut;
  }
}

const nameOf = ({ queries, beside, selections }: Wanted): string =>
  JSON.stringify([...queries.map(query => [query.name, keysOf(query, selections)]), ...beside.map(({ name }) => name)]);

/** What is read of a query at a time, ms: a span, and two windows at least, of which one is closed. */
const lengthOf = ({ window }: QueryDescription, spanMs: number): number => Math.max(spanMs, 2 * everyMs(window));

/** The keys to ask for, as JSON; undefined: all of them, for a query whose keys are shown beside each other. */
function keysOf(query: QueryDescription, selections: readonly Selection[]): readonly (string | undefined)[] {
  return selections.length === 0 || addsUp(query) || !selections.every(isOne) ? [undefined] : selections.map(textOf);
}
