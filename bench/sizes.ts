import { encodeState, stateBytes } from '../engine/commit/window-state';
import { encodeRows } from '../engine/store/rows';
import { tumbling } from 'tidemark';
import { single } from './cases';
import { pageViewTexts, tradeTexts } from './events';
import { CountingTable, depsOf, folder, runWindow } from './ours';
import { pageViewPipeline, tradePipeline } from './pipelines';

export interface Size {
  readonly id: string;
  readonly bytes: number;
}

/** What the state and the commits weigh. */
export async function sizes(events: number): Promise<Size[]> {
  return [...(await stateSizes(events)), ...(await commitSizes(events))];
}

/** Bytes of window state per (key, pane) of trades, as Lambda counts them, and of the same cells as a naive handler's JSON. */
async function stateSizes(events: number): Promise<Size[]> {
  const pipeline = tradePipeline(tumbling('1 hour'));
  const batches = single(tradeTexts(events, 10_000));
  const progress = (await folder(pipeline, 'strict'))(batches);
  const cells = progress.fold.rowCount;
  const binary = progress.fold.rows().reduce((sum, { rows, panes }) => sum + encodeRows(rows, panes.paneMs).length, 0);
  const naive = JSON.stringify(naiveCells(tradeTexts(events, 10_000)));
  return [
    { id: 'state/bytes-per-cell', bytes: stateBytes(encodeState(progress)) / cells },
    { id: 'state/binary-bytes-per-cell', bytes: binary / cells },
    { id: 'state/naive-json-bytes-per-cell', bytes: naive.length / cells },
  ];
}

/** As naive handlers keep it between invocations: an object by window and key. */
function naiveCells(texts: readonly string[]): Record<string, unknown> {
  const cells: Record<string, { count: number; sum: number; min: number; max: number }> = {};
  for (const text of texts) {
    const { stockName, price, timestamp } = JSON.parse(text) as { stockName: string; price: number; timestamp: number };
    const start = new Date(timestamp - (timestamp % 3_600_000)).toISOString();
    const cell = (cells[`${start}|${stockName}`] ??= { count: 0, sum: 0, min: Infinity, max: -Infinity });
    cell.count++;
    cell.sum += price;
    cell.min = Math.min(cell.min, price);
    cell.max = Math.max(cell.max, price);
  }
  return cells;
}

/** Bytes written to the state table per event, when a window's events are committed. */
async function commitSizes(events: number): Promise<Size[]> {
  const bytesOf = async (
    id: string,
    pipeline: ReturnType<typeof tradePipeline>,
    texts: readonly string[],
  ): Promise<Size> => {
    const table = new CountingTable();
    await runWindow(depsOf(pipeline, 'strict', table), single(texts));
    return { id: `commit/bytes-per-event/${id}`, bytes: table.writtenBytes / texts.length };
  };
  return [
    await bytesOf('page-view', pageViewPipeline(), pageViewTexts(events)),
    await bytesOf('trade', tradePipeline(), tradeTexts(events, 10)),
  ];
}
