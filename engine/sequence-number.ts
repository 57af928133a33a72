import type { SequenceNumber } from './ports';

const DIGITS = 56;

/** Before the first record of a shard. */
export const BEGIN: SequenceNumber = '0'.repeat(DIGITS);

/** After the last record of a shard. */
export const SHARD_END: SequenceNumber = '9'.repeat(DIGITS);

/** Pads a Kinesis sequence number (decimal, at most 56 digits) so that text order is number order. */
export function padSequenceNumber(decimal: string): SequenceNumber {
  if (decimal.length === DIGITS) return decimal; // as Kinesis gives them: no check for each of a million records
  if (decimal.length > DIGITS || !/^\d+$/.test(decimal)) throw new RangeError(`not a sequence number: ${decimal}`);
  return decimal.padStart(DIGITS, '0');
}

/** The form that Kinesis knows: no leading zeros. */
export function unpadSequenceNumber(padded: SequenceNumber): string {
  return padded.replace(/^0+(?=\d)/, '');
}
