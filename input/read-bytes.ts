import { accessSync, constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { gunzipChunks, TRAILING_GARBAGE } from './gunzip';
import { InputError } from './input-error';

/** Bytes read at a time. */
const CHUNK_BYTES = 32 * 1024;
/** Bytes of gzip unpacked at a time: with its greatest ratio, 1:1032, at most 8 MB at once. */
const STEP_BYTES = 8 * 1024;

const NEWLINE = Buffer.from('\n');
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Refuses at once a file that cannot be read.
 *
 * @throws InputError
 */
export function checkReadable(path: string): void {
  if (path === '-') return;
  try {
    if (statSync(path).isDirectory()) throw new InputError(`${path}: is a directory`);
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw asInputError(path, error);
  }
}

/**
 * The bytes of a file, or of `stdin` for `-`, unpacked when they begin as gzip does, without a byte order mark.
 *
 * @throws InputError when the file cannot be read to its end; what could be read has been yielded before.
 */
export async function* readBytes(path: string, stdin: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const name = path === '-' ? 'standard input' : path;
  try {
    const source = await withHead(path === '-' ? stdin : openFile(path), 2);
    const isGzip = startsAsGzip(source.head);
    const text = await withHead(isGzip ? gunzipChunks(source.chunks, STEP_BYTES) : source.chunks, 4);
    if (isGzip && startsAsGzip(text.head)) throw new InputError(`${name}: is gzip within gzip: unpack it once`);
    if (isUtf16(text.head)) throw new InputError(`${name}: is UTF-16: convert it to UTF-8`);
    let skip = text.head.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    for await (const chunk of text.chunks) {
      if (chunk.length > skip) yield chunk.subarray(skip);
      skip = 0;
    }
  } catch (error) {
    // What stands before is whole, its last line too.
    if ((error as { code?: unknown }).code === TRAILING_GARBAGE) yield NEWLINE;
    throw asInputError(name, error);
  }
}

/**
 * A named pipe is opened without waiting for its writer and read as a socket is: a read of a file would hold a thread of
 * the process, and with it the process's end.
 */
function openFile(path: string): AsyncIterable<Buffer> {
  if (!statSync(path).isFIFO()) return createReadStream(path, { highWaterMark: CHUNK_BYTES });
  return new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
}

interface Headed {
  /** At least the bytes asked for, unless the source is shorter. */
  readonly head: Buffer;
  /** All chunks, the head's as one. */
  readonly chunks: AsyncIterable<Buffer>;
}

async function withHead(source: AsyncIterable<Buffer>, bytes: number): Promise<Headed> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let failure: { readonly error: unknown } | undefined;
  while (head.length < bytes) {
    try {
      const next = await iterator.next();
      if (next.done) break;
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    } catch (error) {
      failure = { error };
      break;
    }
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head;
      if (failure) throw failure.error;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head, chunks: chunks() };
}

function startsAsGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** By its mark, or, without one, by the zeros in its first two characters. */
function isUtf16(head: Buffer): boolean {
  const mark = head.length < 2 ? 0 : head.readUInt16BE(0);
  if (mark === 0xfffe || mark === 0xfeff) return true;
  const [a, b, c, d] = [...head].map(byte => byte === 0);
  return head.length >= 4 && a === c && b === d && a !== b;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  Z_BUF_ERROR: 'the gzip data end before their time: the file is truncated',
  Z_DATA_ERROR: 'corrupt gzip data',
  [TRAILING_GARBAGE]: 'something that is not gzip follows the gzip data',
};

function asInputError(name: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof InputError || typeof code !== 'string') return error;
  return new InputError(`${name}: ${REASONS[code] ?? `cannot be read (${code})`}`);
}
