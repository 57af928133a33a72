import type { WindowState } from '../aggregate/invocation';
import type { Pipeline } from '../definition/pipeline';
import { Fold, type QueryRows } from '../fold/fold';
import { decodeRows, encodeRows } from '../fold/rows';
import type { Panes } from '../windows/panes';
import { type Progress, rowsOf } from './progress';

/** Encoded state above this is committed at once, bytes: about half of Lambda's 1 MB, so that no window is cut short. */
export const STATE_BYTES_MAX = 512 * 1024;

const FORMAT = 1;

interface StoredRows {
  readonly queryId: string;
  readonly panes: Panes;
  /** base64 of encodeRows. */
  readonly rows: string;
}

/** The progress as Lambda's window state. */
export function encodeState(progress: Progress): WindowState {
  const { fold: _fold, foreignRows: _foreign, ...plain } = progress;
  const rows = rowsOf(progress).map(({ queryId, panes, rows }): StoredRows => ({
    queryId,
    panes,
    rows: encodeRows(rows, panes.paneMs).toString('base64'),
  }));
  return { format: FORMAT, ...plain, rows };
}

export function stateBytes(state: WindowState): number {
  return Buffer.byteLength(JSON.stringify(state));
}

/**
 * The progress in a window state, or undefined when the state is empty. State of another generation keeps its rows as
 * they are. Throws on a state this version did not write.
 */
export function decodeState(pipeline: Pipeline, state: WindowState | undefined): Progress | undefined {
  if (state === undefined || Object.keys(state).length === 0) return undefined;
  const { format, rows, ...plain } = state;
  if (format !== FORMAT) throw new Error(`unknown window state format: ${JSON.stringify(format)}`);
  const stored = (rows as StoredRows[]).map(({ queryId, panes, rows }): QueryRows => ({
    queryId,
    panes,
    rows: decodeRows(Buffer.from(rows, 'base64'), panes.paneMs),
  }));
  const { counts, entries, ...rest } = plain as unknown as Omit<Progress, 'fold' | 'foreignRows'>;
  const fold = new Fold(pipeline);
  const isForeign = rest.generation !== pipeline.generation;
  if (!isForeign) fold.load(stored);
  return {
    ...rest,
    counts: { ...counts, accepted: { ...counts.accepted }, late: { ...counts.late } },
    entries: [...entries],
    fold,
    foreignRows: isForeign ? stored : null,
  };
}
