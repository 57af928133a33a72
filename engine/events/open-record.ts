import { isUtf8 } from 'node:buffer';
import * as zlib from 'node:zlib';
import { isKplAggregate, kplPayloads } from './kpl';

/** Decompressed size above which a record is quarantined, bytes: the guard against a decompression bomb. */
export const DECOMPRESSED_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Most events of a record. What follows them is quarantined as one: a record of a few KB may hold millions of lines once it
 * is decompressed, and a function has minutes for a batch.
 */
export const RECORD_EVENTS_MAX = 500_000;

/** The texts in a Kinesis record, in order, or the reason why there are none. */
export type OpenedRecord = { readonly texts: readonly Buffer[] } | { readonly bad: string };

/** Of data that may be compressed, what is looked at for characters that no text has. */
const HEAD_BYTES = 64;
const OPEN_BRACE = 0x7b;

/** Decompressed at a time, bytes: a record of usual size in one step. */
const CHUNK_BYTES = 32 * 1024;

const ZSTD_MAGIC = 0xfd2fb528;

/**
 * Takes a record out of its wrapping, told by its first bytes: a KPL aggregate, gzip and zstd by their magic bytes. Brotli
 * has none: what does not look like text is tried as brotli, and is text if it is not. (A brotli stream with the usual
 * windows begins with `{` only when it is empty.)
 */
export function openRecord(data: Uint8Array, open: OpenPayload = openPayload): OpenedRecord {
  const payload = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!isKplAggregate(payload)) return open(payload, DECOMPRESSED_BYTES_MAX);
  const payloads = kplPayloads(payload, RECORD_EVENTS_MAX);
  if (typeof payloads === 'string') return { bad: payloads };
  const texts: Buffer[] = [];
  let bytesLeft = DECOMPRESSED_BYTES_MAX;
  for (const one of payloads) {
    const opened = open(one, bytesLeft);
    if ('bad' in opened) return opened;
    for (const text of opened.texts) {
      texts.push(text);
      bytesLeft -= text.length;
    }
    if (bytesLeft <= 0) return { bad: tooLarge };
  }
  return { texts };
}

const tooLarge = `more than ${DECOMPRESSED_BYTES_MAX} bytes decompressed`;

/** Opens what is in no aggregate; more than so many bytes are bad. */
export type OpenPayload = (payload: Buffer, maxOutputLength: number) => OpenedRecord;

export function openPayload(payload: Buffer, maxOutputLength: number): OpenedRecord {
  if (isText(payload)) return { texts: [payload] };
  const options = { maxOutputLength, chunkSize: CHUNK_BYTES };
  if (payload[0] === 0x1f && payload[1] === 0x8b) {
    const opened = decompress('gzip', () => zlib.gunzipSync(payload, options));
    // Brotli of a large window and of some lengths begins with the same two bytes.
    return isCorrupt(opened) ? (brotliText(payload, maxOutputLength) ?? opened) : opened;
  }
  if (payload.length >= 4 && payload.readUInt32LE() === ZSTD_MAGIC) {
    const zstd = zstdOf(zlib);
    return zstd
      ? decompress('zstd', () => zstd(payload, options))
      : { bad: 'zstd needs a runtime of Node.js 22.15 or later' };
  }
  return brotliText(payload, maxOutputLength) ?? { texts: [payload] };
}

/** Undefined where the payload is no brotli. */
function brotliText(payload: Buffer, maxOutputLength: number): OpenedRecord | undefined {
  const opened = decompress('brotli', () => wholeBrotli(payload, maxOutputLength));
  return isCorrupt(opened) ? undefined : opened;
}

/** Whether it is bad, and not for its size. */
export const isCorrupt = (opened: OpenedRecord): boolean => 'bad' in opened && opened.bad !== tooLarge;

/**
 * Whether it is text without a doubt: it begins as JSON's objects do, or is UTF-8 that begins printable and does not end
 * as brotli does. No compressed data of some length look like that.
 */
function isText(payload: Buffer): boolean {
  if (payload[0] === OPEN_BRACE || payload.length === 0) return true;
  const head = payload.subarray(0, HEAD_BYTES);
  return head.every(isPrintable) && isPrintable(payload.at(-1)!) && isUtf8(payload);
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte !== 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Throws where the stream ends before the payload does: then it is none. */
function wholeBrotli(payload: Buffer, maxOutputLength: number): Buffer {
  return whole(zlib.brotliDecompressSync, payload, maxOutputLength);
}

/** The content of one zlib stream and nothing else. */
export function openZlib(payload: Buffer, maxOutputLength: number): OpenedRecord {
  return decompress('zlib', () => whole(zlib.inflateSync, payload, maxOutputLength));
}

function whole(decompressSync: Decompress, payload: Buffer, maxOutputLength: number): Buffer {
  const options = { maxOutputLength, chunkSize: CHUNK_BYTES, info: true };
  const { buffer, engine } = decompressSync(payload, options) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  if (engine.bytesWritten !== payload.length) throw new RangeError('something follows the stream');
  return buffer;
}

type Decompress = (data: Uint8Array, options: { readonly maxOutputLength: number }) => Buffer;

/** Absent in older runtimes. */
function zstdOf(module: { readonly zstdDecompressSync?: Decompress }): Decompress | undefined {
  return module.zstdDecompressSync;
}

function decompress(format: string, run: () => Buffer): OpenedRecord {
  try {
    return { texts: [run()] };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { bad: isTooLarge ? tooLarge : `corrupt ${format}` };
  }
}
