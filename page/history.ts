/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { readHistory } from './feed';
import { isOne, type Selection, textOf } from './selection';
import { Store } from './store';

export interface Wanted {
  /** Queries to read. */
  readonly queries: readonly QueryDescription[];
  /** What to read of their keys; none: all, as far as one answer goes. */
  readonly selections: readonly Selection[];
  /** Queries of the pipeline. */
  readonly all: readonly QueryDescription[];
  readonly spanMs: number;
  /** Also what has been read before: the newest of it. */
  readonly again: boolean;
}

/** The span shown, the period before it, and as much again: the newest windows come later than their time. */
const SPANS = 3;
/** Answers of the API that one query's history takes at most. */
const ANSWERS_MAX = 20;
/** How far around the time that is looked at windows of the past are kept, in spans. */
const SPANS_AHEAD = 1;

interface Range {
  readonly fromMs: number;
  readonly toMs?: number;
}

/** What was before the page was opened, read from the results. */
export class History {
  /** Windows around a time of the past that is looked at; undefined: what is live is looked at. */
  past: Store | undefined;
  /** There were more windows than were read. */
  isCut = false;
  private asked = 0;
  /** From when on the windows of all keys are in the live store, ms. */
  private liveFromMs = Infinity;
  /** From when on windows were last asked for, ms. */
  private askedFromMs = -Infinity;

  /** @param onAnswer hears of each answer, with what went wrong. */
  constructor(
    private readonly pipeline: string,
    private readonly onAnswer: (error: unknown) => void,
  ) {}

  /** Reads the span up to `toMs` and what is compared with it, into the store that goes on. */
  readLive(store: Store, wanted: Wanted, toMs: number): void {
    this.past = undefined;
    const fromMs = toMs - SPANS * wanted.spanMs;
    this.askedFromMs = fromMs;
    if (!wanted.again && fromMs >= this.liveFromMs) return void this.asked++;
    void this.read(store, wanted, { fromMs }, isAll => {
      if (isAll) this.liveFromMs = Math.min(this.liveFromMs, fromMs);
    });
  }

  /** Whether what goes on turned out to end before all that was asked for: the newest windows are of the past. */
  isBehind(toMs: number): boolean {
    return this.past === undefined && toMs < this.askedFromMs;
  }

  /** Reads the same up to a time of the past; what is there is looked at once it is all in. */
  readPast(wanted: Wanted, toMs: number): void {
    const { spanMs, all } = wanted;
    const store = new Store(all);
    store.keep((SPANS + SPANS_AHEAD) * spanMs);
    const range = { fromMs: toMs - SPANS * spanMs, toMs: toMs + SPANS_AHEAD * spanMs };
    void this.read(store, wanted, range, () => (this.past = store));
  }

  /** @param onDone is told whether the windows of all keys are in. */
  private async read(store: Store, wanted: Wanted, range: Range, onDone: (isAll: boolean) => void): Promise<void> {
    const asked = ++this.asked;
    try {
      let [isCut, isAll] = [false, true];
      for (const query of wanted.queries) {
        const answers = wanted.again ? 1 : ANSWERS_MAX;
        for (const key of keysOf(query, wanted.selections)) {
          const history = await readHistory({ pipeline: this.pipeline, query: query.name, key, ...range }, answers);
          if (asked !== this.asked) return;
          for (const record of history.windows) store.put(record);
          isCut ||= history.isCut && !wanted.again;
          isAll &&= key === undefined && !history.isCut;
        }
      }
      if (!wanted.again) this.isCut = isCut;
      onDone(isAll);
      this.onAnswer(undefined);
    } catch (error) {
      if (asked === this.asked) this.onAnswer(error);
    }
  }
}

/** The keys to ask for, as JSON; undefined: all of them. */
function keysOf({ values }: QueryDescription, selections: readonly Selection[]): readonly (string | undefined)[] {
  const isShared = values.some(({ isAdditive }) => isAdditive);
  return selections.length === 0 || isShared || !selections.every(isOne) ? [undefined] : selections.map(textOf);
}
