import type { AggregateDeps } from '../aggregate/invocation';
import type { SequenceNumber, Table } from '../ports';
import { SWEPT_KEY } from '../store/keys';
import type { Commit } from './chain';

/** Kinesis keeps records for at least a day (Changing the data retention period). */
const RETENTION_MS_MIN = 86_400_000;
/** How often the tick notes that it has swept, ms. */
const NOTE_EVERY_MS = 6 * 3_600_000;

/**
 * The head after which records may have expired unread (rule A2), or null. The last record it covers arrived longer ago than
 * Kinesis keeps records for certain, and since then no tick has looked for records left behind.
 */
export async function gapAfter(deps: AggregateDeps, head: Commit | undefined): Promise<SequenceNumber | null> {
  const keptFromMs = deps.clock.now() - RETENTION_MS_MIN;
  if (!head || head.toArrivalMs >= keptFromMs) return null;
  return (await sweptAtMs(deps.state)) >= keptFromMs ? null : head.to;
}

/** Notes that nothing is left behind unread in any shard. */
export async function noteSwept(state: Table, nowMs: number): Promise<void> {
  if (nowMs - (await sweptAtMs(state)) < NOTE_EVERY_MS) return;
  await state.put({ ...SWEPT_KEY, atMs: nowMs }, { kind: 'absentOrLower', attribute: 'atMs', value: nowMs });
}

async function sweptAtMs(state: Table): Promise<number> {
  return ((await state.get(SWEPT_KEY))?.['atMs'] as number | undefined) ?? 0;
}
