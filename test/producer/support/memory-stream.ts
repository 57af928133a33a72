import { gunzipSync } from 'node:zlib';
import type { PutRecords, WriteRecord } from '../../../producer/stream-writer';

/** A stream in memory that refuses what `refuse` says. */
export class MemoryStream {
  readonly accepted: WriteRecord[] = [];
  readonly calls: number[] = [];

  constructor(private readonly refuse: (record: WriteRecord) => boolean = () => false) {}

  readonly putRecords: PutRecords = async records => {
    await Promise.resolve();
    this.calls.push(records.length);
    const refused = records.filter(record => this.refuse(record));
    this.accepted.push(...records.filter(record => !refused.includes(record)));
    return refused;
  };

  /** The lines of all records, in the order of arrival. */
  lines(): string[] {
    return this.accepted.flatMap(({ data }) => linesOf(data));
  }
}

export function linesOf(data: Uint8Array): string[] {
  const text = (data[0] === 0x1f ? gunzipSync(data) : Buffer.from(data)).toString();
  return text.split('\n').filter(line => line !== '');
}
