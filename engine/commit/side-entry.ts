import type { SequenceNumber } from '../ports';

/** Bytes of an event's text that an entry keeps; the whole record is in the raw lake. */
const SAMPLE_BYTES_MAX = 4096;

/** An event that is not in any result, with the reason: it becomes visible with its commit and is delivered to the lake. */
export interface SideEntry {
  readonly kind: 'late' | 'quarantine';
  readonly reason: string;
  readonly shardId: string;
  readonly sequenceNumber: SequenceNumber;
  /** Index of the event in its record; null when the record could not be opened. */
  readonly index: number | null;
  readonly arrivalMs: number;
  /** The queries for which the event was late; null where it is in none. */
  readonly queries: readonly string[] | null;
  readonly event: string;
}

/** The event's text, cut to the size an entry keeps; bytes that are not UTF-8 show as U+FFFD. */
export function sampleOf(event: Uint8Array): string {
  return Buffer.from(event.buffer, event.byteOffset, Math.min(event.byteLength, SAMPLE_BYTES_MAX)).toString('utf8');
}
