import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { loadSeen } from '../dedupe/load-seen';
import { IdTimes } from '../dedupe/id-times';
import { decodeSeen, encodeSeen, Seen } from '../dedupe/seen';

import { BY_QUERY } from '../store/counts';
import { currentTables, sameVersions, storedVersions } from './lookup-versions';
import { decodeRows, encodeRows, ROW_FORMAT, type QueryRows } from '../store/rows';
import type { Panes } from '../windows/panes';
import { foldOf, type Progress, rowsOf } from './progress';
import type { ProgressDeps } from './deps';

/** What the window state looks like to Lambda: any JSON object, at most 1 MB; empty at a window's start. */
export type WindowState = Readonly<Record<string, unknown>>;

/** Encoded state above this is committed at once, bytes: about half of Lambda's 1 MB, so that no window is cut short. */
export const STATE_BYTES_MAX = 512 * 1024;

/** Of the state itself, and of the rows in it. */
const FORMAT = `4.${ROW_FORMAT}`;
/** Fewer bytes are far from the bound, and not worth the time. */
const DEFLATED_BYTES_MIN = 64 * 1024;
/** The quickest level: much of what the others save is saved by how rows are written. */
const LEVEL = 1;

interface StoredRows {
  readonly queryId: string;
  readonly panes: Panes;
  /** base64 of encodeRows. */
  readonly rows: string;
  readonly isDeflated: boolean;
}

/** The progress as Lambda's window state. */
export function encodeState(progress: Progress): WindowState {
  const { fold: _fold, foreignRows: _foreign, seen, tables, ...plain } = progress;
  const rows = rowsOf(progress).map(storedRows);
  const ids = seen ? { seen: encodeSeen(seen.fresh).toString('base64') } : {};
  return { format: FORMAT, ...plain, ...storedVersions(tables), rows, ...ids };
}

/** Many rows are deflated; partials never are, since their digest must not depend on the compressor. */
function storedRows({ queryId, panes, rows }: QueryRows): StoredRows {
  const encoded = encodeRows(rows, panes.paneMs);
  const isDeflated = encoded.length >= DEFLATED_BYTES_MIN;
  const bytes = isDeflated ? deflateRawSync(encoded, { level: LEVEL }) : encoded;
  return { queryId, panes, rows: bytes.toString('base64'), isDeflated };
}

function queryRows({ queryId, panes, rows, isDeflated }: StoredRows): QueryRows {
  const bytes = Buffer.from(rows, 'base64');
  return { queryId, panes, rows: decodeRows(isDeflated ? inflateRawSync(bytes) : bytes, panes.paneMs) };
}

export function stateBytes(state: WindowState): number {
  return Buffer.byteLength(JSON.stringify(state));
}

/**
 * The progress of a shard in a window state; undefined when the state is empty, another shard's, damaged, or of a form that this
 * version does not write: its records are then read again, as when a state is lost (rules A1 and A2). State of another
 * generation, or folded by other lookup tables, keeps its rows as they are.
 */
export async function decodeState(
  deps: ProgressDeps,
  shardId: string,
  state: WindowState | undefined,
): Promise<Progress | undefined> {
  const { pipeline } = deps;
  const read = readState(shardId, state);
  if (!read) return undefined;
  const { rest, stored, ids } = read;
  const fold = foldOf(deps, rest.boundMs);
  const { lookups: versions = {} } = rest;
  const tables = await currentTables(pipeline, deps.lookups);
  const isForeign = rest.generation !== pipeline.generation || !sameVersions(versions, tables.versions);
  if (!isForeign && !isLoaded(fold, stored)) return undefined;
  const { counts, entries } = rest;
  // Field by field, in the order of a new one: the fold is quick where every progress is the same kind of object.
  return {
    shardId: rest.shardId,
    generation: rest.generation,
    from: rest.from,
    to: rest.to,
    toArrivalMs: rest.toArrivalMs,
    firstArrivalMs: rest.firstArrivalMs,
    boundMs: rest.boundMs,
    ordinal: rest.ordinal,
    maxEventTimeMs: rest.maxEventTimeMs,
    acceptedArrivalMs: rest.acceptedArrivalMs,
    gapAfter: rest.gapAfter,
    counts: { ...counts },
    tables: isForeign ? { versions, rows: {} } : tables,
    totals: rest.totals,
    headGeneration: rest.headGeneration,
    entries: [...entries],
    fold,
    seen: await seenOf(deps, rest, ids),
    foreignRows: isForeign ? stored : null,
  };
}

type StoredProgress = Omit<Progress, 'fold' | 'foreignRows' | 'seen' | 'tables'> & ReturnType<typeof storedVersions>;

interface ReadState {
  readonly rest: StoredProgress;
  readonly stored: readonly QueryRows[];
  readonly ids: IdTimes | undefined;
}

/** What a state holds; undefined where it cannot be read. */
function readState(shardId: string, state: WindowState | undefined): ReadState | undefined {
  if (state === undefined || state['format'] !== FORMAT || state['shardId'] !== shardId) return undefined;
  const { format: _, rows, seen, ...plain } = state;
  const rest = plain as unknown as StoredProgress;
  if (!isWhole(rest)) return undefined;
  try {
    const stored = (rows as StoredRows[]).map(queryRows);
    const ids = seen === undefined ? undefined : new IdTimes(decodeSeen(Buffer.from(seen as string, 'base64')));
    return { rest, stored, ids };
  } catch {
    return undefined;
  }
}

function isLoaded(fold: Progress['fold'], stored: readonly QueryRows[]): boolean {
  try {
    fold.load(stored);
    return true;
  } catch {
    return false;
  }
}

/** Whether all is there that a progress needs; what is in the parts was written with them. */
function isWhole({ from, to, ordinal, toArrivalMs, generation, counts, totals, entries }: StoredProgress): boolean {
  return (
    [from, to, generation].every(text => typeof text === 'string') &&
    [ordinal, toArrivalMs].every(Number.isFinite) &&
    [counts, totals].every(count => BY_QUERY.every(name => typeof count?.[name] === 'object')) &&
    from <= to &&
    Array.isArray(entries)
  );
}

/** What was seen before the range, and in it; a state of a definition without `dedupe` has seen nothing. */
async function seenOf(
  deps: ProgressDeps,
  { shardId, from }: Pick<Progress, 'shardId' | 'from'>,
  ids: IdTimes | undefined,
): Promise<Seen | null> {
  const { dedupe } = deps.pipeline;
  if (!dedupe && !ids) return null;
  const before = dedupe ? await loadSeen(deps, shardId, from, dedupe.withinMs) : new IdTimes();
  return new Seen(before, ids ?? new IdTimes());
}
