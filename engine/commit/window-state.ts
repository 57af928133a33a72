import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { WindowState } from '../aggregate/invocation';
import { loadSeen } from '../dedupe/load-seen';
import { decodeSeen, encodeSeen, type EventId, Seen } from '../dedupe/seen';
import type { QueryRows } from '../fold/fold';
import { decodeRows, encodeRows } from '../fold/rows';
import type { Panes } from '../windows/panes';
import { foldOf, type Progress, type ProgressDeps, rowsOf } from './progress';

/** Encoded state above this is committed at once, bytes: about half of Lambda's 1 MB, so that no window is cut short. */
export const STATE_BYTES_MAX = 512 * 1024;

const FORMAT = 3;
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
  const { fold: _fold, foreignRows: _foreign, seen, ...plain } = progress;
  const rows = rowsOf(progress).map(storedRows);
  const ids = seen ? { seen: encodeSeen(seen.fresh).toString('base64') } : {};
  return { format: FORMAT, ...plain, rows, ...ids };
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
 * The progress in a window state, or undefined when the state is empty. State of another generation keeps its rows as
 * they are. Throws on a state this version did not write.
 */
export async function decodeState(deps: ProgressDeps, state: WindowState | undefined): Promise<Progress | undefined> {
  const { pipeline } = deps;
  if (state === undefined || Object.keys(state).length === 0) return undefined;
  const { format, rows, seen, ...plain } = state;
  if (format !== FORMAT) throw new Error(`unknown window state format: ${JSON.stringify(format)}`);
  const stored = (rows as StoredRows[]).map(queryRows);
  const { counts, entries, ...rest } = plain as unknown as Omit<Progress, 'fold' | 'foreignRows' | 'seen'>;
  const fold = foldOf(deps, rest.boundMs);
  const isForeign = rest.generation !== pipeline.generation;
  if (!isForeign) fold.load(stored);
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
    counts: { ...counts, accepted: { ...counts.accepted }, late: { ...counts.late } },
    totals: rest.totals,
    headGeneration: rest.headGeneration,
    entries: [...entries],
    fold,
    seen: await seenOf(deps, rest, seen as string | undefined),
    foreignRows: isForeign ? stored : null,
  };
}

/** What was seen before the range, and in it; a state of a definition without `dedupe` has seen nothing. */
async function seenOf(
  deps: ProgressDeps,
  { shardId, from }: Pick<Progress, 'shardId' | 'from'>,
  stored: string | undefined,
): Promise<Seen | null> {
  const { dedupe } = deps.pipeline;
  if (!dedupe && stored === undefined) return null;
  const before = dedupe ? await loadSeen(deps, shardId, from, dedupe.withinMs) : new Map<EventId, number>();
  return new Seen(before, new Map(decodeSeen(Buffer.from(stored ?? '', 'base64'))));
}
