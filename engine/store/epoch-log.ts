import type { AttributeValue, Item, SequenceNumber, Table } from '../ports';
import { CURSOR_KEY, epochKey, EPOCHS_PK } from './keys';

/** A shard as an epoch sees it. */
export interface ShardStand {
  /** End of the last commit that belongs to the epoch. */
  readonly applied: SequenceNumber;
  /** Ordinal of that commit; none where there is none. */
  readonly ordinal?: number;
  /** Latest event time committed, ms; of a shard without commits, its parents' minimum; null where nothing is known. */
  readonly maxEventTimeMs: number | null;
  /** The bound of that commit, ms. */
  readonly boundMs: number | null;
  /** Does not hold the watermark (rule W3). */
  readonly idle: boolean;
  /** When an epoch first saw the shard, ms of wall clock. */
  readonly sinceMs: number;
}

/** A frozen cut through all chains: what is merged when epoch `number` is executed (rule W1). */
export interface Epoch {
  /** From 1. */
  readonly number: number;
  readonly watermarkMs: number | null;
  /** Windows that end at or before this are closed for good, ms (the retention bound G). */
  readonly closedForGoodMs: number | null;
  /** Every open window is emitted (rule W5). */
  readonly flush: boolean;
  readonly shards: Readonly<Record<string, ShardStand>>;
  /** Shards read to their end: this epoch is the last that holds them. Each with its latest event time, ms. */
  readonly left: Readonly<Record<string, number | null>>;
  readonly cutAtMs: number;
}

/** What stands before the first epoch. */
export const EPOCH_ZERO: Epoch = {
  number: 0,
  watermarkMs: null,
  closedForGoodMs: null,
  flush: false,
  shards: {},
  left: {},
  cutAtMs: 0,
};

export async function latestEpoch(state: Table): Promise<Epoch | undefined> {
  const [item] = await state.query(EPOCHS_PK, { descending: true, limit: 1 });
  return item && epochFromItem(item);
}

/** Throws when the log has no such epoch. */
export async function readEpoch(state: Table, number: number): Promise<Epoch> {
  if (number === 0) return EPOCH_ZERO;
  const item = await state.get(epochKey(number));
  if (!item) throw new Error(`epoch ${number} is missing from the log`);
  return epochFromItem(item);
}

/** Puts an epoch unless its number is taken; then the one that stands counts. */
export function putEpoch(state: Table, epoch: Epoch): Promise<boolean> {
  const { ...attributes } = epoch;
  return state.put(
    { ...epochKey(epoch.number), ...(attributes as unknown as Record<string, AttributeValue>) },
    { kind: 'absent' },
  );
}

export function epochFromItem(item: Item): Epoch {
  const { pk: _pk, sk: _sk, ...attributes } = item;
  return attributes as unknown as Epoch;
}

/** How far the log is executed: `epoch` wholly, and of the one after it the windows up to `done`. */
export interface Cursor {
  readonly epoch: number;
  readonly done: string;
  /** The plan of the executor that began last; null where a version moved the cursor that did not say so, undefined before all. */
  readonly plan: string | null | undefined;
  /** When that plan took the place of another, ms; 0 for the first. */
  readonly planSinceMs: number;
}

export async function readCursor(state: Table): Promise<Cursor> {
  const item = await state.get(CURSOR_KEY);
  if (!item) return { epoch: 0, done: '', plan: undefined, planSinceMs: 0 };
  const { epoch, done, plan = null, planSinceMs = 0 } = item as unknown as Cursor;
  return { epoch, done, plan, planSinceMs };
}

/** Moves the cursor by compare-and-set; false when another executor has moved it. */
export function moveCursor(state: Table, from: Cursor, to: Cursor): Promise<boolean> {
  const condition =
    from.plan === undefined ? { kind: 'absent' as const } : { kind: 'equals' as const, attributes: attributesOf(from) };
  return state.put({ ...CURSOR_KEY, ...attributesOf(to) }, condition);
}

const attributesOf = ({ epoch, done, plan, planSinceMs }: Cursor): Record<string, string | number> => ({
  epoch,
  done,
  ...(plan != null && { plan, planSinceMs }),
});
