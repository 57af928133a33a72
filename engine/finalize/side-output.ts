import type { Commit } from '../commit/chain';
import type { ResultQuery } from '../definition/pipeline';
import type { Epoch } from '../epoch/epoch-log';
import type { BlockUpdate } from '../results/result-row';
import { unpadSequenceNumber } from '../sequence-number';
import type { SideEntry } from '../commit/side-entry';
import { after, sidePk, sidePrefix } from '../store/keys';
import type { LateRow } from './late-at-close';
import type { FinalizeDeps } from './request';

/**
 * Delivers the late and quarantined events that the epoch's commits made visible. An object's name comes from the epoch,
 * and so does its content: a repetition writes the same object again.
 */
export async function deliverSides(
  deps: FinalizeDeps,
  epoch: Epoch,
  commits: readonly Commit[],
  lateRows: readonly LateRow[],
): Promise<void> {
  const entries: SideEntry[] = [];
  for (const { shardId, from, digest, sideItems } of commits) {
    if (sideItems === 0) continue;
    const prefix = sidePrefix(from, digest);
    const items = await deps.state.query(sidePk(shardId), { from: prefix, to: after(prefix) });
    entries.push(...items.flatMap(item => JSON.parse(item['entries'] as string) as SideEntry[]));
  }
  const late = [...entries.filter(entry => entry.kind === 'late').map(entryLine), ...lateRows.map(rowLine)];
  const quarantine = entries.filter(entry => entry.kind === 'quarantine').map(entryLine);
  await putSide(deps, epoch, 'late', late);
  await putSide(deps, epoch, 'quarantine', quarantine);
}

/** Delivers what was found for a block that another definition of the query has written: an object of its own. */
export async function deliverForeign(
  deps: FinalizeDeps,
  epoch: Epoch,
  position: string,
  query: Pick<ResultQuery, 'id' | 'select'>,
  update: BlockUpdate,
): Promise<void> {
  const lines = update.computed.map(({ key, startMs, endMs, values }) =>
    JSON.stringify({
      reason: 'definition changed',
      query: query.id,
      key: JSON.parse(key) as unknown,
      window: { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() },
      values: Object.fromEntries(Object.keys(query.select).map((name, i) => [name, values[i]])),
    }),
  );
  await putSide(deps, epoch, 'late', lines, `-${position.replace(/[^\w@-]/g, '-')}`);
}

/** Puts an object of the late or the quarantine output; none where there are no lines. */
export async function putSide(
  deps: FinalizeDeps,
  epoch: Epoch,
  output: 'late' | 'quarantine',
  lines: readonly string[],
  suffix = '',
): Promise<void> {
  if (lines.length === 0) return;
  const date = new Date(epoch.cutAtMs).toISOString().slice(0, 10);
  const number = String(epoch.number).padStart(12, '0');
  const name = `${output}/pipeline=${deps.pipeline.name}/date=${date}/epoch-${number}${suffix}.ndjson`;
  await deps.lake.putObject(name, Buffer.from(lines.join('\n') + '\n'));
}

function entryLine({ kind: _, sequenceNumber, arrivalMs, ...entry }: SideEntry): string {
  return JSON.stringify({
    ...entry,
    sequenceNumber: unpadSequenceNumber(sequenceNumber),
    arrival: new Date(arrivalMs).toISOString(),
  });
}

function rowLine({ query, paneStartMs, key, values }: LateRow): string {
  const pane = new Date(paneStartMs).toISOString();
  return JSON.stringify({ reason: 'late at close', query, key: JSON.parse(key) as unknown, pane, values });
}
