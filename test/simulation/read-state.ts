import { gunzipSync } from 'node:zlib';
import type { Query } from '../../engine/definition/pipeline';
import type { Item } from '../../engine/ports';
import { kindOf } from './oracle';
import type { TableModel } from './table-model';
import type { Value } from './value';

/** The layout of the tables, as the checks read it: the one place here that knows it. */

export interface CommitRow {
  readonly shardId: string;
  readonly from: string;
  readonly to: string;
  readonly digest: string;
  readonly ordinal: number;
  readonly generation: string;
  readonly boundMs: number | null;
  readonly maxEventTimeMs: number | null;
  readonly acceptedArrivalMs: number | null;
  readonly toArrivalMs: number;
  /** The commit says that records after this position may have expired unread. */
  readonly gapAfter: string | null;
  readonly counts: Counts;
  readonly totals: Counts;
  /** Versions of lookup tables, by name. */
  readonly lookups?: Readonly<Record<string, string>>;
}

export interface Counts {
  readonly newRecords: number;
  readonly redelivered: number;
  readonly decoded: number;
  readonly quarantined: number;
  readonly duplicates: number;
  readonly skipped: number;
  readonly accepted: Readonly<Record<string, number>>;
  readonly filtered: Readonly<Record<string, number>>;
  readonly late: Readonly<Record<string, number>>;
}

export interface EpochRow {
  readonly number: number;
  readonly watermarkMs: number | null;
  readonly closedForGoodMs: number | null;
  readonly flush: boolean;
  readonly shards: Readonly<
    Record<string, { readonly applied: string; readonly maxEventTimeMs: number | null; readonly idle: boolean }>
  >;
  readonly left: readonly string[];
  readonly cutAtMs: number;
}

export interface SideRow {
  readonly kind: 'late' | 'quarantine';
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly index: number | null;
  readonly queries: readonly string[] | null;
}

export interface ResultRowRead {
  /** Block and key: what a revision counts for. */
  readonly place: string;
  readonly query: string;
  readonly blockStartMs: number;
  readonly kind: string;
  readonly key: readonly Value[];
  readonly startMs: number;
  readonly endMs: number;
  readonly revision: number;
  readonly epoch: number;
  readonly final: boolean;
  readonly retracted: boolean;
  readonly values: Readonly<Record<string, unknown>>;
  /** What the functions of a query over another's windows go on from. */
  readonly carried: readonly (readonly number[] | null)[];
}

export const isCommit = (item: Item): boolean => item.pk.startsWith('C#');
export const isEpoch = (item: Item): boolean => item.pk === 'E';
export const isCursor = (item: Item): boolean => item.pk === 'cursor';

export function readCommit(item: Item): CommitRow {
  return { ...(item as unknown as CommitRow), shardId: item.pk.slice(2), from: item.sk };
}

/** The version of the lookup table that a commit was folded with. */
export function tableOf({ lookups }: CommitRow): number | undefined {
  return lookups && Number(lookups['labels']!.slice(1));
}

/** Whether it is on record that what followed a position may have expired unread. */
export const isGapLogged = (state: TableModel, shardId: string, after: string): boolean =>
  state.get({ pk: 'G', sk: `${shardId}#${after}` }) !== undefined;

/** What ticks note although nothing happens: up to where they have swept, and gaps that may be. */
export const isNote = (item: Item): boolean => item.pk === 'swept' || item.pk === 'G';

export function readEpoch(item: Item): EpochRow {
  const epoch = item as unknown as EpochRow & { left: readonly string[] | Record<string, unknown> };
  return { ...epoch, left: Array.isArray(epoch.left) ? epoch.left : Object.keys(epoch.left) };
}

/** The late and quarantined events that a commit makes visible. */
export function readSides(state: TableModel, { shardId, from, digest }: CommitRow): SideRow[] {
  const items = state.query(`S#${shardId}`).filter(item => item.sk.startsWith(`${from}#${digest}#`));
  return items.flatMap(item => JSON.parse(item['entries'] as string) as SideRow[]);
}

const TIME_BIAS_MS = 1e15;

/** The rows of one item of the results table. */
export function readResultRows(item: Item): ResultRowRead[] {
  const text = item['rowsGz']
    ? gunzipSync(item['rowsGz'] as Uint8Array).toString()
    : (item['rows'] as string | undefined);
  if (text === undefined) return [];
  const query = nameOf(item);
  const names = (item['values'] as string).split(',');
  const [time, kind] = item.sk.split('#') as [string, string];
  type Columns = [Value[], number, number, number, number, 0 | 1, 0 | 1, unknown[], number | null];
  type Carrying = [...Columns, ResultRowRead['carried']?];
  return (JSON.parse(text) as Carrying[]).map(columns => {
    const [key, startMs, endMs, revision, epoch, final, retracted, values, , carried = []] = columns;
    return {
      place: `${query}/${item.sk}/${JSON.stringify(key)}`,
      query,
      blockStartMs: Number(time) - TIME_BIAS_MS,
      kind,
      key,
      startMs,
      endMs,
      revision,
      epoch,
      final: final === 1,
      retracted: retracted === 1,
      values: Object.fromEntries(names.map((name, i) => [name, values[i]])),
      carried,
    };
  });
}

/** The query's name: a block stands under it, its buckets under `name@hash#bucket`. */
export function nameOf({ pk }: Item): string {
  return pk.split(/[#@]/)[0]!;
}

/** Every row of the results table. Buckets count once their block's head says that it was split, by the same definition. */
export function readResults(results: TableModel): ResultRowRead[] {
  const items = [...results.all()];
  const counts = (item: Item): boolean => {
    const head = results.get({ pk: nameOf(item), sk: item.sk });
    return head?.['split'] === true && head['query'] === item['query'];
  };
  return items.filter(item => !item.pk.includes('#') || counts(item)).flatMap(readResultRows);
}

/** Id of the query that the block of a result belongs to: the one whose results stand there. */
export function ownerOf(
  results: TableModel,
  { name, window }: Pick<Query, 'name' | 'window'>,
  blockStartMs: number,
): string | undefined {
  return ownerOfBlock(results, { query: name, blockStartMs, kind: kindOf(window) });
}

/** Id of the query that a block belongs to. */
export function ownerOfBlock(
  results: TableModel,
  { query, blockStartMs, kind }: Pick<ResultRowRead, 'query' | 'blockStartMs' | 'kind'>,
): string | undefined {
  const sk = `${String(blockStartMs + TIME_BIAS_MS).padStart(16, '0')}#${kind}`;
  return results.get({ pk: query, sk })?.['query'] as string | undefined;
}
