import { createHash } from 'node:crypto';
import type { KnownInput } from './known-input';
import { HEAD_BYTES } from './known-content';
import { UserError } from './user-error';

/** An input that is being read. */
export class BegunInput {
  readonly doneLines: number;
  /** The content, unpacked: each chunk is taken note of before it is given on. */
  readonly content: AsyncIterable<Buffer>;
  private readonly hash = createHash('sha256');
  private head: Buffer = Buffer.alloc(0);
  private bytes = 0;
  private lastByte = 0x0a;
  /** Where the content must be as it was. */
  private readonly knownBytes: number;
  private readonly knownDigest: string;

  constructor(
    private readonly input: KnownInput,
    readonly name: string,
    /** Queries that do not mean what they meant when its first lines were counted. */
    readonly changedQueries: readonly string[],
    chunks: AsyncIterable<Buffer>,
    private readonly run: number,
    private readonly save: (input: KnownInput) => void,
  ) {
    this.doneLines = input.ends.at(-1)?.lines ?? 0;
    this.knownBytes = input.bytes;
    this.knownDigest = input.digest;
    this.content = this.noted(chunks);
  }

  get id(): string {
    return this.input.id;
  }

  /** Whether nothing has been read of it. */
  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  /** Before something of what has been read goes on the stream. */
  checkpoint(): void {
    if (this.bytes <= this.input.bytes) return;
    Object.assign(this.input, {
      bytes: this.bytes,
      digest: this.hash.copy().digest('hex'),
      head: this.head.toString('base64'),
    });
    this.save(this.input);
  }

  /**
   * All of it is on the stream.
   *
   * @param lines up to which an input that has grown is not read again.
   * @param isRowOpen whether rows were counted that belong to a quoted cell if the input goes on: then it may not.
   */
  done(lines: number, events: number, isRowOpen = false): void {
    const last = this.input.ends.at(-1);
    if (events === 0 || this.bytes < this.input.bytes) return;
    this.checkpoint();
    if (this.bytes > (last?.bytes ?? 0)) {
      const isLineOpen = this.lastByte !== 0x0a && this.lastByte !== 0x0d;
      const open = isRowOpen ? 'row' : isLineOpen ? 'line' : undefined;
      this.input.ends.push({ bytes: this.bytes, digest: this.input.digest, lines, events, open, run: this.run });
    }
    this.save(this.input);
  }

  private async *noted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.note(chunk);
      yield chunk;
    }
  }

  private note(chunk: Buffer): void {
    if (this.head.length < HEAD_BYTES)
      this.head = Buffer.concat([this.head, chunk.subarray(0, HEAD_BYTES - this.head.length)]);
    this.refuseOpen(chunk);
    const left = this.knownBytes - this.bytes;
    if (left > 0 && left <= chunk.length) {
      this.hash.update(chunk.subarray(0, left));
      if (this.hash.copy().digest('hex') !== this.knownDigest) this.refuse('what was counted of it before has changed');
      this.hash.update(chunk.subarray(left));
    } else this.hash.update(chunk);
    this.bytes += chunk.length;
    if (chunk.length > 0) this.lastByte = chunk.at(-1)!;
  }

  /** What was counted as a row of its own may not be part of a longer one now. */
  private refuseOpen(chunk: Buffer): void {
    const last = this.input.ends.at(-1);
    if (!last?.open || this.bytes > last.bytes || this.bytes + chunk.length <= last.bytes) return;
    const next = chunk[last.bytes - this.bytes];
    if (last.open === 'row') this.refuse('a quote at its end was not closed, and the rows after it were counted');
    if (next !== 0x0a && next !== 0x0d) this.refuse('its last line was counted before it was whole');
  }

  private refuse(why: string): never {
    throw new UserError(`${this.name}: ${why}: give another --data-dir to count it anew`);
  }
}
