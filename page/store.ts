import type { QueryDescription } from '../api/contract';
import type { ResultRecord } from '../engine/results/result-row';
import { everyMs } from '../engine/windows/usual';
import type { LiveRecord } from './feed';
import { type Point, Ring } from './ring';
import { includes, isOne, partsOf, type Selection, textOf } from './selection';
import { type Known, together } from './sums';

/** What is kept at least of each query, ms. */
const KEPT_MS_MIN = 60 * 60_000;
/** Windows kept of a key, however short the slide is. */
const WINDOWS_MAX = 20_000;
/** Keys kept of a query, unless told; the one that has been quiet longest goes first. */
const KEYS_MAX = 2_000;

export interface StoreLimits {
  /** How much is kept of each key, ms; an hour at least. */
  readonly keptMs?: number;
  readonly keysMax?: number;
}

/** An entry of a list. */
export interface Ranked {
  readonly value: unknown;
  readonly count: number;
}

/** The lists of a key's newest closed window, by name. */
export interface Ranking {
  readonly startMs: number;
  readonly lists: Readonly<Record<string, readonly Ranked[]>>;
}

export interface KeySeries {
  /** Group-by values in order, as JSON. */
  readonly key: string;
  /** Each of them as JSON. */
  readonly parts: readonly string[];
  readonly ring: Ring;
  ranking: Ranking | undefined;
}

/** The newest windows of each key of one pipeline's queries. */
export class Store {
  private readonly queries = new Map<string, Map<string, KeySeries>>();
  private readonly descriptions: ReadonlyMap<string, QueryDescription>;
  /** Grows with every change. */
  version = 0;
  /** End of the newest window, ms; undefined before the first. */
  private newestEndMs: number | undefined;
  private readonly keptMs: number;
  private readonly keysMax: number;

  constructor(queries: readonly QueryDescription[], { keptMs = 0, keysMax = KEYS_MAX }: StoreLimits = {}) {
    this.keptMs = Math.max(KEPT_MS_MIN, keptMs);
    this.keysMax = keysMax;
    this.descriptions = new Map(queries.map(query => [query.name, query]));
    for (const { name } of queries) this.queries.set(name, new Map());
  }

  put(record: LiveRecord): void {
    const description = this.descriptions.get(record.query);
    if (!description) return;
    const parts = partsOf(description.groupBy.map(name => record.key[name] ?? null));
    const key = textOf(parts);
    const keys = this.queries.get(record.query)!;
    const series = keys.get(key) ?? { key, parts, ring: new Ring(this.windowsKept(description)), ranking: undefined };
    keys.delete(key);
    keys.set(key, series);
    const startMs = startOf(description, record);
    this.version++;
    this.newestEndMs = Math.max(this.newestEndMs ?? 0, Date.parse(record.window.end));
    if (record.retracted) return series.ring.remove(startMs);
    const values = description.values.map(({ name }) => numberOrNull(record.values[name]));
    const { final, revision } = record;
    const revised = isRevised(description, record, series.ring.at(startMs));
    series.ring.put({ startMs, final, revision, revised, values });
    series.ranking = rankingOf(description, record, startMs, series.ranking);
    if (keys.size > this.keysMax) keys.delete(keys.keys().next().value!);
  }

  /** Where the time shown ends, ms: now, or at the newest window where that is of the past, as when old events are replayed. */
  endMs(nowMs: number): { readonly toMs: number; readonly isPast: boolean } {
    const { newestEndMs = nowMs } = this;
    const isPast = nowMs - newestEndMs > this.quietMs;
    return { toMs: isPast ? newestEndMs : nowMs, isPast };
  }

  series(query: string, key: string): KeySeries | undefined {
    return this.queries.get(query)?.get(key);
  }

  /** Of each selected key the windows that start at `fromMs` or later. */
  selected(query: string, selection: Selection, fromMs: number): readonly (KeySeries & { points: readonly Point[] })[] {
    const found = [...(this.queries.get(query)?.values() ?? [])].filter(({ parts }) => includes(selection, parts));
    return found.map(series => ({ ...series, points: series.ring.since(fromMs) }));
  }

  /** The windows of a query that start before `toMs`, of all its keys: the first, and the last one that is closed. */
  known(query: string, toMs: number): Known {
    let [oldestMs, newestMs] = [Infinity, -Infinity];
    for (const { ring } of this.queries.get(query)?.values() ?? []) {
      oldestMs = Math.min(oldestMs, ring.oldest?.startMs ?? Infinity);
      newestMs = Math.max(newestMs, ring.closedBefore(toMs)?.startMs ?? -Infinity);
    }
    return { oldestMs, newestMs };
  }

  /** The windows of what is selected, oldest first: of one key, or of several together. */
  points({ name, values }: QueryDescription, selection: Selection, fromMs: number): readonly Point[] {
    if (isOne(selection)) return this.series(name, textOf(selection))?.ring.since(fromMs) ?? [];
    return together(values, this.selected(name, selection, fromMs));
  }

  keys(query: string): readonly string[] {
    return [...(this.queries.get(query)?.keys() ?? [])].sort();
  }

  /** The keys of a query's newest closed window by one of its values, highest first. */
  top(
    query: string,
    value: string,
    limit: number,
  ): { startMs: number; rows: { key: string; value: number }[] } | undefined {
    const at = this.descriptions.get(query)?.values.findIndex(({ name }) => name === value) ?? -1;
    const latest = [...(this.queries.get(query)?.values() ?? [])].map(({ key, ring }) => ({
      key,
      point: ring.latestClosed,
    }));
    const startMs = Math.max(...latest.map(({ point }) => point?.startMs ?? -Infinity));
    if (at < 0 || startMs === -Infinity) return undefined;
    const rows = latest
      .filter(({ point }) => point?.startMs === startMs)
      .map(({ key, point }) => ({ key, value: point!.values[at] ?? 0 }))
      .sort((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1));
    return { startMs, rows: rows.slice(0, limit) };
  }

  private windowsKept({ window }: QueryDescription): number {
    return Math.min(WINDOWS_MAX, Math.ceil(this.keptMs / everyMs(window)) + 1);
  }

  /** Without a new window for so long, ms, what there is is of the past. */
  private get quietMs(): number {
    const shortestMs = Math.min(...[...this.descriptions.values()].map(({ window }) => everyMs(window)));
    return Math.max(KEPT_MS_MIN, 3 * shortestMs);
  }
}

/**
 * Whether late events changed a window after it had closed. Where open windows are reported too, a revision tells nothing: then
 * it is known of windows that were seen closed before.
 */
function isRevised({ emit }: QueryDescription, record: ResultRecord, before: Point | undefined): boolean {
  if (!record.final) return false;
  if (emit === 'onClose') return record.revision > 0;
  return before !== undefined && before.final && (before.revised || before.revision < record.revision);
}

/** The newer one of a record's lists and those known. */
function rankingOf(
  { values }: QueryDescription,
  record: ResultRecord,
  startMs: number,
  known: Ranking | undefined,
): Ranking | undefined {
  const names = values.filter(({ type }) => type === 'list').map(({ name }) => name);
  if (names.length === 0 || !record.final || startMs < (known?.startMs ?? 0)) return known;
  const lists = names.map(name => [name, (record.values[name] ?? []) as unknown as readonly Ranked[]] as const);
  return { startMs, lists: Object.fromEntries(lists) };
}

/** Where a window starts, ms; of those that grow, which start together, where its last step does. */
function startOf({ window }: QueryDescription, record: ResultRecord): number {
  return window.kind === 'cumulate' ? Date.parse(record.window.end) - window.stepMs : Date.parse(record.window.start);
}

const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
