import type { SequenceNumber, StreamRecord } from '../../engine/ports';
import type { TrueEvent } from './truth';

/** Before a shard's first record. */
export const BEGIN = '0'.repeat(56);

/** A record as stored, with what its producer knows of it. */
export interface StoredRecord extends StreamRecord {
  readonly truth: readonly TrueEvent[];
  readonly putAtMs: number;
}

export interface Shard {
  /** Where there are several streams, the name of its own and a slash come first. */
  readonly shardId: string;
  /** Undefined where there is one. */
  readonly stream: string | undefined;
  readonly parents: readonly string[];
  readonly createdAtMs: number;
  /** A listing shows it from then on. */
  readonly listedFromMs: number;
  /** Hash keys from (included) and to (excluded). */
  readonly range: readonly [number, number];
  readonly records: StoredRecord[];
  readonly children: string[];
  closed: boolean;
  closedAtMs: number;
}

/** A record without what only its producer knows. */
export const asRead = ({ sequenceNumber, data, arrivalMs }: StoredRecord): StreamRecord => ({
  sequenceNumber,
  data,
  arrivalMs,
});

/** Index of the first record after a sequence number. */
export function indexAfter(records: readonly StreamRecord[], after: SequenceNumber): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (records[middle]!.sequenceNumber <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A sequence number without its padding, for the trace. */
export const short = (sequenceNumber: SequenceNumber): string => sequenceNumber.replace(/^0+(?=\d)/, '');

/** Before the id that a shard has on its own stream. */
export const prefixOf = (stream: string | undefined): string => (stream === undefined ? '' : `${stream}/`);

/** What a record holds, for the trace. */
export function describe(event: TrueEvent): string {
  return event.kind === 'object' ? JSON.stringify(event.fields) : `bad (${event.why})`;
}
