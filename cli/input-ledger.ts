import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Pipeline, resultQueries } from '../engine/definition/pipeline';
import { inputName } from '../input/open-input';
import { readBytes } from '../input/read-bytes';
import { UserError } from './user-error';

/** An input as a data folder remembers it: known by its unpacked content, whatever file or pipe it came by. */
export interface KnownInput {
  /** 16 hexadecimal digits; marks its records on the stream. */
  readonly id: string;
  /** Absolute paths without `.gz`, as it was given. */
  names: string[];
  /** How its rows were read: format, columns, renamings. */
  readonly reading: string;
  /** Ids of the queries that counted its first lines. */
  readonly queries: Readonly<Record<string, string>>;
  /** Its beginning, base64: at most HEAD_BYTES. */
  head: string;
  /** Bytes read, and their SHA-256. What is on the stream stands in them. */
  bytes: number;
  digest: string;
  /** Lines and events that are on the stream for certain, to the end that the input had then. */
  doneLines: number;
  doneEvents: number;
  /** Bytes of these lines, and whether the last has no end: then nothing may follow on it. */
  doneBytes: number;
  isLastOpen: boolean;
}

/** Inputs are told apart by their beginning first, so that another one need not be read twice. */
const HEAD_BYTES = 4096;

/** The inputs that a pipeline was given in a data folder. */
export class InputLedger {
  readonly inputs: KnownInput[];
  private readonly file: string;

  constructor(
    private readonly dataDir: string,
    private readonly pipeline: Pipeline,
  ) {
    this.file = join(dataDir, 'inputs', `${pipeline.name}.json`);
    this.inputs = readJson(this.file) ?? [];
  }

  /** Lines of an input that are on the stream for certain: 0 of an unknown one. */
  doneLines(id: string): number {
    return this.inputs.find(input => input.id === id)?.doneLines ?? 0;
  }

  get doneEvents(): number {
    return this.inputs.reduce((sum, { doneEvents }) => sum + doneEvents, 0);
  }

  /**
   * Begins an input: goes on with the one whose content it begins with, or with a new one.
   *
   * @param reading how its rows are read.
   * @throws UserError when it was counted before and its beginning has changed since, or it was read otherwise.
   */
  async begin(path: string, reading: unknown, stdin: AsyncIterable<Buffer> = process.stdin): Promise<BegunInput> {
    const isFile = path !== '-' && statSync(path).isFile();
    const name = isFile ? resolve(path).replace(/\.gz$/i, '') : undefined;
    const content = readBytes(path, stdin)[Symbol.asyncIterator]();
    const opening = await this.opening(content);
    let known = longest(opening.alike);
    if (isFile) {
      await content.return?.(undefined);
      known = opening.alike.length > 0 ? longest(await sameContent(path, opening.alike)) : undefined;
    }
    if (!known && name !== undefined && this.inputs.some(({ names }) => names.includes(name)))
      throw new UserError(
        `${path}: what ${this.dataDir} counted of it before is not how it begins now. Give another --data-dir to count it anew, or another file name if it is another file`,
      );
    if (known && known.reading !== JSON.stringify(reading))
      throw new UserError(
        `${inputName(path)}: ${this.dataDir} counted it with another --format, --columns or --rename: give another --data-dir`,
      );
    const input = known ?? this.added(reading);
    if (name !== undefined && !input.names.includes(name)) input.names.push(name);
    const chunks = isFile ? readBytes(path, stdin) : again(opening.chunks, content);
    return new BegunInput(input, inputName(path), this.changedQueries(input), chunks, input => this.save(input));
  }

  /** Reads until it is certain which known inputs the content begins like. */
  private async opening(content: AsyncIterator<Buffer>) {
    const chunks: Buffer[] = [];
    let alike = this.inputs;
    let head = Buffer.alloc(0);
    const isOpen = (): boolean => alike.some(input => headOf(input).length > head.length);
    while (isOpen()) {
      const next = await content.next();
      if (next.done) break;
      chunks.push(next.value);
      head = Buffer.concat([head, next.value]);
      alike = alike.filter(input => {
        const known = headOf(input);
        const length = Math.min(known.length, head.length);
        return known.subarray(0, length).equals(head.subarray(0, length));
      });
    }
    return { chunks, alike: alike.filter(input => headOf(input).length <= head.length) };
  }

  private added(reading: unknown): KnownInput {
    return {
      id: randomUUID().replaceAll('-', '').slice(0, 16),
      names: [],
      reading: JSON.stringify(reading),
      queries: queriesOf(this.pipeline),
      head: '',
      bytes: 0,
      digest: '',
      doneLines: 0,
      doneEvents: 0,
      doneBytes: 0,
      isLastOpen: false,
    };
  }

  private changedQueries({ queries }: KnownInput): string[] {
    return Object.entries(queriesOf(this.pipeline)).flatMap(([name, id]) => (queries[name] === id ? [] : [name]));
  }

  /** Only inputs of which something is on the stream, or about to be, are kept. */
  private save(input: KnownInput): void {
    if (!this.inputs.includes(input)) this.inputs.push(input);
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify(this.inputs));
    renameSync(`${this.file}.new`, this.file);
  }
}

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
    private readonly save: (input: KnownInput) => void,
  ) {
    this.doneLines = input.doneLines;
    this.knownBytes = input.bytes;
    this.knownDigest = input.digest;
    this.content = this.noted(chunks);
  }

  get id(): string {
    return this.input.id;
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

  /** All of it, so many lines and events, is on the stream. */
  done(lines: number, events: number): void {
    if (events === 0) return;
    this.checkpoint();
    Object.assign(this.input, {
      doneLines: lines,
      doneEvents: events,
      doneBytes: this.bytes,
      isLastOpen: this.lastByte !== 0x0a && this.lastByte !== 0x0d,
    });
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
    const { input, knownBytes } = this;
    if (input.isLastOpen && this.bytes <= input.doneBytes && this.bytes + chunk.length > input.doneBytes) {
      const next = chunk[input.doneBytes - this.bytes];
      if (next !== 0x0a && next !== 0x0d) this.refuse('its last line was counted before it was whole');
    }
    const left = knownBytes - this.bytes;
    if (left > 0 && left <= chunk.length) {
      this.hash.update(chunk.subarray(0, left));
      if (this.hash.copy().digest('hex') !== this.knownDigest) this.refuse('what was counted of it before has changed');
      this.hash.update(chunk.subarray(left));
    } else this.hash.update(chunk);
    this.bytes += chunk.length;
    if (chunk.length > 0) this.lastByte = chunk.at(-1)!;
  }

  private refuse(why: string): never {
    throw new UserError(`${this.name}: ${why}: give another --data-dir to count it anew`);
  }
}

/** Those of the inputs that a file begins with, byte for byte. */
async function sameContent(path: string, inputs: readonly KnownInput[]): Promise<KnownInput[]> {
  const ends = [...inputs].sort((a, b) => a.bytes - b.bytes);
  const same: KnownInput[] = [];
  const hash = createHash('sha256');
  let at = 0;
  for await (const chunk of readBytes(path, process.stdin)) {
    let from = 0;
    while (ends.length > 0 && ends[0]!.bytes <= at + chunk.length) {
      const end = ends[0]!.bytes - at;
      hash.update(chunk.subarray(from, end));
      from = end;
      const input = ends.shift()!;
      if (hash.copy().digest('hex') === input.digest) same.push(input);
    }
    if (ends.length === 0) break;
    hash.update(chunk.subarray(from));
    at += chunk.length;
  }
  return same;
}

function longest(inputs: readonly KnownInput[]): KnownInput | undefined {
  return [...inputs].sort((a, b) => b.bytes - a.bytes)[0];
}

function headOf({ head }: KnownInput): Buffer {
  return Buffer.from(head, 'base64');
}

function queriesOf(pipeline: Pipeline): Record<string, string> {
  return Object.fromEntries(resultQueries(pipeline).map(({ name, id }) => [name, id]));
}

async function* again(chunks: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function readJson(file: string): KnownInput[] | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KnownInput[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${file}: cannot be read (${(error as Error).message})`);
  }
}
