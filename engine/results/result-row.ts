import type { Json } from '../values';
import type { Pipeline, Query } from '../definition/pipeline';
import { lengthName } from '../windows/window';

/** One result as a window's block holds it. Times in ms. */
export interface ResultRow {
  /** The group-by values as a JSON array. */
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  /** From 0; it grows by one with every change. */
  readonly revision: number;
  /** The epoch that wrote this revision. */
  readonly epoch: number;
  /** False for a window that is still open. */
  readonly final: boolean;
  /** True where it is a result no longer: late events joined a session to another, or `having` or `top` leave it out now. */
  readonly retracted: boolean;
  /** In the order of the query's values. */
  readonly values: readonly Json[];
  readonly watermarkMs: number | null;
  /** What functions along a key's windows go on from where their values do not say it; shown nowhere. */
  readonly carried?: readonly (readonly number[] | null)[];
  /** Where the revision before ended, ms, if elsewhere: windows over these lose it there. Shown nowhere. */
  readonly movedFromMs?: number;
}

/** What a merge finds for a key, before it is compared with the row that stands. */
export type Computed = Pick<ResultRow, 'key' | 'startMs' | 'endMs' | 'final' | 'values' | 'carried'>;

/** A key that must have no result; `final` where none can come any more. */
export type Absent = Pick<ResultRow, 'key' | 'final'>;

/** What computing a block finds: new values by key, and the keys that must have no result there. */
export interface BlockUpdate {
  readonly blockStartMs: number;
  readonly computed: readonly Computed[];
  readonly absent: readonly Absent[];
}

/** A result as consumers read it: on the aggregates stream, in the lake, from the query API and from `replay`. */
export interface ResultRecord {
  readonly id: string;
  readonly pipeline: string;
  readonly query: string;
  readonly key: Readonly<Record<string, Json>>;
  readonly window: { readonly start: string; readonly end: string };
  readonly revision: number;
  readonly final: boolean;
  readonly retracted?: true;
  readonly values: Readonly<Record<string, Json>>;
  readonly watermark: string | null;
}

export function toRecord(
  pipeline: Pick<Pipeline, 'name'>,
  query: Pick<Query, 'name' | 'window' | 'groupBy' | 'values'>,
  blockStartMs: number,
  row: ResultRow,
): ResultRecord {
  const id = recordId(pipeline, query, blockStartMs, row.key);
  const key = zip(query.groupBy, JSON.parse(row.key) as Json[]);
  const window = { start: iso(row.startMs), end: iso(row.endMs) };
  const values = zip(Object.keys(query.values), row.values);
  const watermark = row.watermarkMs === null ? null : iso(row.watermarkMs);
  const { revision, final } = row;
  const retracted = row.retracted ? { retracted: true as const } : {};
  return {
    id,
    pipeline: pipeline.name,
    query: query.name,
    key,
    window,
    revision,
    final,
    ...retracted,
    values,
    watermark,
  };
}

/** What names a result for ever: its revisions have it in common. */
export function recordId(
  pipeline: Pick<Pipeline, 'name'>,
  query: Pick<Query, 'name' | 'window'>,
  blockStartMs: number,
  key: string,
): string {
  return `${pipeline.name}/${query.name}/${iso(blockStartMs)}/${lengthName(query.window)}/${key}`;
}

function zip(names: readonly string[], values: readonly Json[]): Record<string, Json> {
  const zipped: Record<string, Json> = {};
  for (let i = 0; i < names.length; i++) zipped[names[i]!] = values[i] ?? null;
  return zipped;
}

/** The rows of a block have their times in common. */
const TEXTS_MAX = 64;
const texts = new Map<number, string>();

/** As Date writes it. */
export function iso(ms: number): string {
  let text = texts.get(ms);
  if (text === undefined) {
    if (texts.size === TEXTS_MAX) texts.clear();
    texts.set(ms, (text = new Date(ms).toISOString()));
  }
  return text;
}

/**
 * The rows of a block after an update, and those that the update changed (rule F2). A value that did not change keeps its
 * revision; a closed result is not reopened by values that are the same. Where only what is carried differs the result is
 * written, and emitted, once more as it is.
 */
export function reviseRows(
  rows: readonly ResultRow[],
  update: Pick<BlockUpdate, 'computed' | 'absent'>,
  epoch: { readonly number: number; readonly watermarkMs: number | null },
): { readonly rows: readonly ResultRow[]; readonly changed: boolean } {
  const byKey = new Map(rows.map(row => [row.key, row]));
  let changed = false;
  const revise = (row: Computed, old: ResultRow | undefined, retracted: boolean): void => {
    const { key, startMs, endMs, final, values, carried } = row;
    const revision = old ? old.revision + 1 : 0;
    const { number, watermarkMs } = epoch;
    const own = { revision, epoch: number, final, retracted, values, watermarkMs, ...(carried && { carried }) };
    const moved = old && old.endMs !== endMs ? { movedFromMs: old.endMs } : {};
    byKey.set(key, { key, startMs, endMs, ...own, ...moved });
    changed = true;
  };
  for (const computed of update.computed) {
    const old = byKey.get(computed.key);
    if (!old || !isSame(old, computed)) revise(computed, old, false);
    else if (JSON.stringify(old.carried) !== JSON.stringify(computed.carried)) {
      byKey.set(old.key, { ...old, epoch: epoch.number, carried: computed.carried! });
      changed = true;
    }
  }
  for (const { key, final } of update.absent) {
    const old = byKey.get(key);
    if (old && !old.retracted)
      revise({ ...old, values: old.values.map(() => null), final: final || old.final }, old, true);
  }
  return { rows: [...byKey.values()].sort(byText), changed };
}

/** The order of rows in a block: by the text of their keys. */
export const byText = (a: Pick<ResultRow, 'key'>, b: Pick<ResultRow, 'key'>): number => (a.key < b.key ? -1 : 1);

function isSame(old: ResultRow, computed: Computed): boolean {
  return (
    !old.retracted &&
    old.startMs === computed.startMs &&
    old.endMs === computed.endMs &&
    (old.final || !computed.final) &&
    JSON.stringify(old.values) === JSON.stringify(computed.values)
  );
}
