import type { Epoch } from '../store/epoch-log';
import type { OutputRecord } from '../ports';
import { recordTexts } from '../results/record-text';
import { ResultTable } from '../results/result-table';
import { inParallel } from '../store/in-parallel';
import { putAllRecords } from '../store/write-all';
import type { DueBlock } from './due-blocks';
import type { FinalizeDeps } from './request';
import type { ResultChanges } from './result-changes';
import { deliverForeign } from './side-output';

const PARALLEL_BLOCKS = 16;
/** Size of a record on the aggregates stream, bytes: one PUT unit. */
const RECORD_BYTES = 24 * 1024;

/**
 * Writes a step's blocks, all of one query: rows first, then what they change in queries over them, then the stream, acknowledged
 * (rule F4).
 *
 * @param isContested whether an executor of another plan may be behind this one.
 * @returns the results emitted.
 */
export async function writeBlocks(
  deps: FinalizeDeps,
  epoch: Epoch,
  blocks: readonly DueBlock[],
  changes: ResultChanges,
  isContested: boolean,
): Promise<number> {
  const table = new ResultTable(deps.results, isContested);
  if (blocks.length === 0) return 0;
  const { query } = blocks[0]!;
  const updates = blocks.map(({ update }) => update);
  const heads = await table.readHeads(
    query,
    updates.map(({ blockStartMs }) => blockStartMs),
  );
  const inserted = await table.insert(query, updates, epoch, heads, deps.clock);
  const written = await inParallel(blocks, PARALLEL_BLOCKS, async ({ position, update }) => {
    const { blockStartMs } = update;
    const known = inserted.has(blockStartMs) ? undefined : heads;
    const rows = inserted.get(blockStartMs) ?? (await table.write(query, update, epoch, known));
    if (rows === 'foreign') {
      await deliverForeign(deps, epoch, position, query, update);
      return { blockStartMs, named: [] };
    }
    return { blockStartMs, named: rows };
  });
  await changes.note(
    query,
    written.map(({ blockStartMs, named }) => ({ blockStartMs, rows: named.flatMap(({ rows }) => rows) })),
  );
  const lines = written.flatMap(({ blockStartMs, named }) =>
    named.flatMap(({ names, rows }) => {
      const textOf = recordTexts(deps.pipeline, query, blockStartMs, names.split(','));
      return rows.map(row => textOf(row) + '\n');
    }),
  );
  await putAllRecords(deps.aggregates, packLines(lines, blocks[0]!.position), deps.clock);
  return lines.length;
}

/** Packs lines into records of about one PUT unit; nothing is promised of the order across records. */
function packLines(lines: readonly string[], partitionKey: string): OutputRecord[] {
  const records: OutputRecord[] = [];
  let pending: string[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (pending.length > 0)
      records.push({
        partitionKey: `${partitionKey}/${records.length}`.slice(0, 256),
        data: Buffer.from(pending.join('')),
      });
    pending = [];
    bytes = 0;
  };
  for (const line of lines) {
    if (bytes + line.length > RECORD_BYTES) flush();
    pending.push(line);
    bytes += line.length;
  }
  flush();
  return records;
}
