import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { decodeRecord } from '../../engine/events/decode-record';
import type { ShardRecord } from '../event-source-mapping/rules';

const compress = promisify(gzip);
const NEWLINE = Buffer.from('\n');

/** Where an object lies in the lake, and which records it holds. */
export interface LakeObject {
  readonly name: string;
  readonly records: readonly ShardRecord[];
}

/**
 * Sorts a shard's records into objects by the hour of their arrival. An object is named after its first record, so
 * that the same records, delivered again after a crash, replace it.
 *
 * @param prefix such as `raw/pipeline=trades`.
 */
export function lakeObjects(prefix: string, shardId: string, records: readonly ShardRecord[]): LakeObject[] {
  const hours = new Map<string, ShardRecord[]>();
  for (const record of records) {
    const iso = new Date(record.arrivalMs).toISOString();
    const hour = `date=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`;
    const inHour = hours.get(hour) ?? [];
    inHour.push(record);
    hours.set(hour, inHour);
  }
  return [...hours].map(([hour, inHour]) => ({
    name: `${prefix}/${hour}/${shardId}-${inHour[0]!.sequenceNumber}.ndjson.gz`,
    records: inHour,
  }));
}

/** The records' events, one a line, gzipped. A record that cannot be decoded is kept as it came. */
export function lakeBody(records: readonly ShardRecord[]): Promise<Buffer> {
  const parts = records.flatMap(record => {
    const decoded = decodeRecord(record.data);
    const lines = 'events' in decoded ? decoded.events : [Buffer.from(record.data)];
    return lines.flatMap(line => [line, NEWLINE]);
  });
  return compress(Buffer.concat(parts), { level: 1 });
}
