import type { Position } from '../../feeds/feed';
import { isMessage } from '../../feeds/message';
import { UserError } from '../user-error';

/** Where it is kept how far a feed has been put on a pipeline's stream. */
export interface PositionStore {
  /** Where an earlier run came to. */
  readonly position: Position;
  save(position: Position): Promise<void> | void;
  close(): Promise<void>;
}

/** Where a feed without an earlier run begins. */
export const BEGINNING: Position = { numbers: {} };

/**
 * @param where it stands, for the message.
 * @throws UserError when it is none.
 */
export function parsePosition(text: string | undefined, where: string): Position {
  if (text === undefined) return BEGINNING;
  try {
    const { numbers, lastEventId, atMs } = JSON.parse(text) as Partial<Position>;
    const isRead =
      isMessage(numbers) &&
      Object.values(numbers).every(Number.isSafeInteger) &&
      ['string', 'undefined'].includes(typeof lastEventId) &&
      ['number', 'undefined'].includes(typeof atMs);
    if (isRead) return { numbers: numbers as Position['numbers'], lastEventId, atMs };
  } catch {
    // no JSON: said below
  }
  throw new UserError(`${where}: not the position of a feed: delete it to begin anew, without what was missed`);
}
