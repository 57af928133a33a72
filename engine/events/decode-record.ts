import { gunzipSync } from 'node:zlib';

/** Decompressed size above which a record is quarantined, bytes: the guard against a decompression bomb. */
export const DECOMPRESSED_BYTES_MAX = 16 * 1024 * 1024;

/** The events of one Kinesis record as JSON bytes, in order, or the reason why there are none. */
export type DecodedRecord = { readonly events: readonly Buffer[] } | { readonly bad: string };

/** Splits a record, plain or gzip (by its magic bytes), into its NDJSON lines; blank lines do not count. */
export function decodeRecord(data: Uint8Array): DecodedRecord {
  const payload = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!(payload[0] === 0x1f && payload[1] === 0x8b)) return { events: lines(payload) };
  try {
    return { events: lines(gunzipSync(payload, { maxOutputLength: DECOMPRESSED_BYTES_MAX })) };
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { bad: tooLarge ? `more than ${DECOMPRESSED_BYTES_MAX} bytes decompressed` : 'corrupt gzip' };
  }
}

const NEWLINE = 0x0a;

function lines(payload: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0; start < payload.length;) {
    let end = payload.indexOf(NEWLINE, start);
    if (end === -1) end = payload.length;
    const line = payload.subarray(start, end);
    if (!isBlank(line)) found.push(line);
    start = end + 1;
  }
  return found.length === 0 ? [payload] : found;
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
