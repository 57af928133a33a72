import type { FirehoseTransformationEventRecord, FirehoseTransformationResultRecord } from 'aws-lambda';
import { gzipSync } from 'node:zlib';
import { linesOfRecord } from '../../engine/events/decode-record';

/** Most base64 that a response may carry, bytes: Lambda ends one of more than 6 MB, ids and commas included. */
const RESPONSE_BYTES_MAX = 5_500_000;
const NEWLINE = Buffer.from('\n');

/**
 * Each record's events as NDJSON, as one gzip member: members that follow each other are a gzip file, so a delivery stream
 * that does not compress writes one, and a batch that came compressed never outgrows the response. A record that cannot be
 * opened is kept as it came, as a line. What no longer fits is marked failed, and Firehose keeps it below its error prefix.
 */
export function unpack(records: readonly FirehoseTransformationEventRecord[]): FirehoseTransformationResultRecord[] {
  let bytes = 0;
  return records.map(({ recordId, data }) => {
    const unpacked = gzipSync(linesOf(Buffer.from(data, 'base64'))).toString('base64');
    const fits = bytes + unpacked.length <= RESPONSE_BYTES_MAX;
    if (!fits) return { recordId, result: 'ProcessingFailed' };
    bytes += unpacked.length;
    return { recordId, result: 'Ok', data: unpacked };
  });
}

/** A record's events, one a line. */
function linesOf(record: Buffer): Buffer {
  const decoded = linesOfRecord(record);
  const events = 'lines' in decoded ? decoded.lines : [record];
  return Buffer.concat(events.flatMap(event => [event, NEWLINE]));
}
