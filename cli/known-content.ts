import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Content is told apart by its beginning first, so that another one need not be read twice. */
export const HEAD_BYTES = 4096;

/** Content that is known up to an end. */
export interface KnownContent {
  /** Above 0. */
  readonly bytes: number;
  /** SHA-256 of these bytes, hexadecimal. */
  readonly digest: string;
  /** Its first bytes, base64: at most HEAD_BYTES. */
  readonly head: string;
}

export interface Compared<Known> {
  /** What the content begins with, byte for byte. */
  readonly begins: Known[];
  /** What is all of it. */
  readonly equals: Known[];
  /** Why it could not be read so far. */
  readonly failure?: { readonly error: unknown };
}

/** Reads as much of a content as it takes to say which known ones it begins with, and which are all of it. */
export async function compareContent<Known extends KnownContent>(
  content: AsyncIterator<Buffer>,
  known: readonly Known[],
  onChunk: (chunk: Buffer) => void = () => undefined,
): Promise<Compared<Known>> {
  let due = [...known].sort((a, b) => a.bytes - b.bytes);
  const begins: Known[] = [];
  const hash = createHash('sha256');
  let head: Buffer = Buffer.alloc(0);
  let at = 0;
  while (due.length > 0 || begins.at(-1)?.bytes === at) {
    const next = await content.next().catch((error: unknown) => ({ error }));
    if ('error' in next) return { begins, equals: [], failure: next };
    if (next.done) return { begins, equals: begins.filter(({ bytes }) => bytes === at) };
    const chunk = next.value;
    onChunk(chunk);
    if (head.length < HEAD_BYTES) {
      head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      due = due.filter(each => startsAlike(each, head));
    }
    let from = 0;
    for (; due.length > 0 && due[0]!.bytes <= at + chunk.length; due.shift()) {
      const end = due[0]!.bytes - at;
      hash.update(chunk.subarray(from, end));
      from = end;
      if (hash.copy().digest('hex') === due[0]!.digest) begins.push(due[0]!);
    }
    hash.update(chunk.subarray(from));
    at += chunk.length;
  }
  return { begins, equals: [] };
}

function startsAlike({ head, bytes }: KnownContent, start: Buffer): boolean {
  const known = Buffer.from(head, 'base64').subarray(0, bytes);
  const length = Math.min(known.length, start.length);
  return known.subarray(0, length).equals(start.subarray(0, length));
}

/** Keeps what was read of a pipe to compare it, and gives it again: in a file, since it may be as long as what is known. */
export class HeldContent {
  private readonly file: string;
  private bytes = 0;

  constructor(private readonly folder: string) {
    this.file = join(folder, `held-${randomUUID()}`);
  }

  add(chunk: Buffer): void {
    if (this.bytes === 0) {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(this.file, chunk, { mode: 0o600 });
    } else appendFileSync(this.file, chunk);
    this.bytes += chunk.length;
  }

  /** What was kept, and then the rest. */
  async *all(rest: AsyncIterator<Buffer>, failure?: { readonly error: unknown }): AsyncGenerator<Buffer> {
    try {
      if (this.bytes > 0) yield* createReadStream(this.file) as AsyncIterable<Buffer>;
      rmSync(this.file, { force: true });
      if (failure) throw failure.error;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      rmSync(this.file, { force: true });
      await rest.return?.();
    }
  }
}
