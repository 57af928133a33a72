import type { Table } from '../ports';
import { SWEPT_KEY } from './keys';

/** How often the tick notes up to where it has swept, ms. */
const NOTE_EVERY_MS = 6 * 3_600_000;

/** What the ticks have seen, ms: all that arrived up to `readUpToMs` was read, or its gap logged; the first was at `sinceMs`. */
interface Swept {
  readonly readUpToMs: number;
  readonly sinceMs: number;
}

/** Notes that the pipeline lives, once: who folds its first record or cuts its first epoch. */
export async function noteSince(state: Table, nowMs: number): Promise<Swept> {
  const swept = await readSwept(state);
  if (swept.sinceMs !== Infinity) return swept;
  await state.put({ ...SWEPT_KEY, atMs: 0, sinceMs: nowMs }, { kind: 'absent' });
  return readSwept(state);
}

/** Notes that nothing that arrived up to `readUpToMs` is left unread in any shard. */
export async function noteSwept(state: Table, readUpToMs: number): Promise<void> {
  const noted = await readSwept(state);
  if (readUpToMs - noted.readUpToMs < NOTE_EVERY_MS) return;
  const item = { ...SWEPT_KEY, atMs: readUpToMs, sinceMs: Math.min(noted.sinceMs, readUpToMs) };
  await state.put(item, { kind: 'absentOrLower', attribute: 'atMs', value: readUpToMs });
}

export async function readSwept(state: Table): Promise<Swept> {
  const item = await state.get(SWEPT_KEY);
  return {
    readUpToMs: (item?.['atMs'] as number | undefined) ?? 0,
    sinceMs: (item?.['sinceMs'] as number | undefined) ?? Infinity,
  };
}
