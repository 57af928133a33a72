import { hash } from 'node:crypto';
import type { Scalar } from '../values';

/** Of an id. */
export const ID_BYTES = 16;

/** What identifies an event among its copies: the field and its value, as 128 bits of SHA-256, so that nobody can make two values collide. */
export type EventId = string;

export function eventId(field: string, value: Scalar): EventId {
  return hash('sha256', `${field}:${typeof value}:${value}`, 'binary').slice(0, ID_BYTES);
}
