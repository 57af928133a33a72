import { printable } from '../text/printable';
import type { SequenceNumber } from '../ports';

/** Bytes of an event's text that an entry keeps; the whole record is in the raw lake, by its shard and sequence number. */
export const SAMPLE_BYTES_MAX = 4096;
/** Characters of a reason. */
const REASON_MAX = 256;

/** An event that is not in any result, with the reason: it becomes visible with its commit and is delivered to the lake. */
export interface SideEntry {
  readonly kind: 'late' | 'quarantine';
  /** One printable line of at most 256 characters. */
  readonly reason: string;
  readonly shardId: string;
  readonly sequenceNumber: SequenceNumber;
  /** Index of the event in its record; null when the record could not be opened. */
  readonly index: number | null;
  readonly arrivalMs: number;
  /** The queries for which the event was late; null where it is in none. */
  readonly queries: readonly string[] | null;
  /** The event's text, at most 4,096 bytes of it. */
  readonly event: string;
  /** How many bytes the event has. */
  readonly bytes: number;
}

/**
 * The bytes of one entry as JSON, at most: an ASCII control character takes six, a byte that is not UTF-8 three; 32 names of
 * queries and one of a shard are the most of the rest.
 */
export const ENTRY_BYTES_MAX = SAMPLE_BYTES_MAX * 6 + 4096;

/** The event's text, cut to the size an entry keeps, between two characters; bytes that are not UTF-8 show as U+FFFD. */
export function sampleOf(event: Uint8Array): string {
  const end = event.length <= SAMPLE_BYTES_MAX ? event.length : characterStart(event, SAMPLE_BYTES_MAX);
  return Buffer.from(event.buffer, event.byteOffset, end).toString('utf8');
}

/** Where the character begins that the byte at `at` belongs to: at most three bytes before, where it is UTF-8. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 3 && (bytes[start]! & 0xc0) === 0x80) start--;
  return (bytes[start]! & 0xc0) === 0x80 ? at : start;
}

export const reasonOf = (reason: string): string => printable(reason, REASON_MAX);
