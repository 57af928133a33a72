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

const FORMAT = 2;
/** The quickest level: much of what the others save is saved by how rows are written. */
const LEVEL = 1;

interface StoredRows {
  readonly queryId: string;
  readonly panes: Panes;
  /** base64 of encodeRows, deflated. A partial is not: its digest must not depend on the compressor. */
  readonly rows: string;
}

/** The progress as Lambda's window state. */
export function encodeState(progress: Progress): WindowState {
  const { fold: _fold, foreignRows: _foreign, seen, ...plain } = progress;
  const rows = rowsOf(progress).map(({ queryId, panes, rows }): StoredRows => ({
    queryId,
    panes,
    rows: deflateRawSync(encodeRows(rows, panes.paneMs), { level: LEVEL }).toString('base64'),
  }));
  const ids = seen ? { seen: encodeSeen(seen.fresh).toString('base64') } : {};
  return { format: FORMAT, ...plain, rows, ...ids };
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
  const stored = (rows as StoredRows[]).map(({ queryId, panes, rows }): QueryRows => ({
    queryId,
    panes,
    rows: decodeRows(inflateRawSync(Buffer.from(rows, 'base64')), panes.paneMs),
  }));
  const { counts, entries, ...rest } = plain as unknown as Omit<Progress, 'fold' | 'foreignRows' | 'seen'>;
  const fold = foldOf(deps);
  const isForeign = rest.generation !== pipeline.generation;
  if (!isForeign) fold.load(stored);
  return {
    ...rest,
    counts: { ...counts, accepted: { ...counts.accepted }, late: { ...counts.late } },
    entries: [...entries],
    fold,
    foreignRows: isForeign ? stored : null,
    seen: await seenOf(deps, rest, seen as string | undefined),
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
