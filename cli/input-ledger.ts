import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Pipeline } from '../engine/definition/pipeline';
import { inputName } from '../input/open-input';
import { readBytes } from '../input/read-bytes';
import { BegunInput } from './begun-input';
import type { CountedEnd, KnownInput } from './known-input';
import { compareContent, HeldContent, type KnownContent } from './known-content';
import { UserError } from './user-error';

interface Ledger {
  /** Runs so far. */
  run: number;
  readonly inputs: KnownInput[];
  /** Inputs of a run that was cut off, by name: the number of that run. */
  unfinished: Readonly<Record<string, number>>;
}

interface Candidate extends KnownContent {
  readonly input: KnownInput;
  /** Absent: not an end, but how far the input was read. */
  readonly end?: CountedEnd;
}

/** What is no file has no name of its own. */
const PIPE = '-';

/** What an input is known by: its absolute path without `.gz`; pipes have one name. */
export function ledgerName(path: string): string {
  return path !== '-' && statSync(path).isFile() ? resolve(path).replace(/\.gz$/i, '') : PIPE;
}

/**
 * The inputs that a pipeline was given in a data folder. One whose whole content an earlier run counted is not counted again;
 * one with a known name goes on where it ended; any other is a new one, and so are all within one run.
 */
export class InputLedger {
  private readonly ledger: Ledger;
  private readonly file: string;
  private readonly begun = new Set<KnownInput>();

  constructor(
    private readonly dataDir: string,
    private readonly pipeline: Pipeline,
    source?: string,
  ) {
    this.file = join(dataDir, 'inputs', `${pipeline.name}${source === undefined ? '' : `.${source}`}.json`);
    this.ledger = readJson(this.file) ?? { run: 0, inputs: [], unfinished: {} };
    this.ledger.run++;
  }

  get inputs(): readonly KnownInput[] {
    return this.ledger.inputs;
  }

  /** Lines of an input that are on the stream for certain: 0 of an unknown one. */
  doneLines(id: string): number {
    return this.inputs.find(input => input.id === id)?.ends.at(-1)?.lines ?? 0;
  }

  get doneEvents(): number {
    return this.inputs.reduce(
      (sum, { ends, copiedEvents }) => sum + (ends.at(-1)?.events ?? copiedEvents) - copiedEvents,
      0,
    );
  }

  /** Notes what a run is to read: if it is cut off, its inputs stay apart from one another in the next. */
  beginRun(paths: readonly string[]): void {
    const { unfinished, run } = this.ledger;
    this.ledger.unfinished = Object.fromEntries(
      paths.map(ledgerName).map(name => [name, Object.hasOwn(unfinished, name) ? unfinished[name]! : run]),
    );
    this.write();
  }

  /** All inputs of the run were read to their ends. */
  endRun(): void {
    this.ledger.unfinished = {};
    this.write();
  }

  /**
   * Begins an input.
   *
   * @param reading how its rows are read.
   * @throws UserError when it was counted before and its beginning has changed since, or it was read otherwise.
   */
  async begin(path: string, reading: unknown, stdin: AsyncIterable<Buffer> = process.stdin): Promise<BegunInput> {
    const name = ledgerName(path);
    const own = this.inputs.filter(input => input.name === name && !this.begun.has(input));
    const content = readBytes(path, stdin)[Symbol.asyncIterator]();
    const held = name === PIPE ? new HeldContent(dirname(this.file)) : undefined;
    const compared = await compareContent(content, this.candidates(name, own), chunk => held?.add(chunk));
    if (!held) await content.return?.(undefined);
    const chunks = held ? held.all(content, compared.failure) : readBytes(path, stdin);

    const begins = compared.begins.filter(({ input, end }) => !end && own.includes(input)).at(-1)?.input;
    const equals = [...compared.equals].sort((a, b) => rank(a) - rank(b))[0];
    function rank({ input }: Candidate): number {
      return own.includes(input) ? 0 : input.reading === JSON.stringify(reading) ? 1 : 2;
    }
    let known = begins && isUnfinished(begins) ? begins : (equals?.input ?? begins);
    if (known && known.reading !== JSON.stringify(reading))
      throw new UserError(
        `${inputName(path)}: ${this.dataDir} counted it with another --format, --columns or --rename: give another --data-dir`,
      );
    if (!known && name !== PIPE && own.length > 0)
      throw new UserError(
        `${path}: what ${this.dataDir} counted of it before is not how it begins now. Give another --data-dir to count it anew, or another file name if it is another file`,
      );
    if (known && !own.includes(known)) {
      for (const input of own) if (name !== PIPE) input.name = undefined;
      known = copyOf(known, equals!.end!, name);
    }
    const input = known ?? newInput(name, JSON.stringify(reading), queriesOf(this.pipeline));
    this.begun.add(input);
    const changed = this.changedQueries(input);
    return new BegunInput(input, inputName(path), changed, chunks, this.ledger.run, each => this.save(each));
  }

  /** How far the input's own name was read, and all that earlier runs have counted. */
  private candidates(name: string, own: readonly KnownInput[]): Candidate[] {
    const { unfinished, run } = this.ledger;
    const before = Object.hasOwn(unfinished, name) ? unfinished[name]! : run;
    return [
      ...own.map(input => ({ ...contentOf(input, input), input })),
      ...this.inputs.flatMap(input =>
        input.ends.filter(end => end.run < before).map(end => ({ ...contentOf(input, end), input, end })),
      ),
    ];
  }

  private changedQueries({ queries }: KnownInput): string[] {
    return Object.entries(queriesOf(this.pipeline)).flatMap(([name, id]) => (queries[name] === id ? [] : [name]));
  }

  /** Only inputs of which something is on the stream, or about to be, are kept. */
  private save(input: KnownInput): void {
    if (!this.inputs.includes(input)) this.ledger.inputs.push(input);
    this.write();
  }

  private write(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify(this.ledger));
    renameSync(`${this.file}.new`, this.file);
  }
}

function newInput(name: string, reading: string, queries: Record<string, string>): KnownInput {
  const empty = { head: '', bytes: 0, digest: '', ends: [], copiedEvents: 0 };
  return { id: newId(), name, reading, queries, ...empty };
}

/** An input of another name that begins where a counted one ended: each may go on as it likes. */
function copyOf({ reading, queries, head }: KnownInput, end: CountedEnd, name: string): KnownInput {
  const { bytes, digest, events } = end;
  return { id: newId(), name, reading, queries, head, bytes, digest, ends: [end], copiedEvents: events };
}

function newId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16);
}

function contentOf({ head }: KnownInput, { bytes, digest }: KnownContent | CountedEnd): KnownContent {
  return { head, bytes, digest };
}

function isUnfinished({ bytes, ends }: KnownInput): boolean {
  return bytes > (ends.at(-1)?.bytes ?? 0);
}

function queriesOf(pipeline: Pipeline): Record<string, string> {
  return Object.fromEntries(pipeline.queries.map(({ name, id }) => [name, id]));
}

function readJson(file: string): Ledger | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${file}: cannot be read (${(error as Error).message})`);
  }
  try {
    const ledger = JSON.parse(text) as Ledger;
    if (Array.isArray(ledger.inputs)) return ledger;
  } catch {
    // Said below.
  }
  throw new UserError(`${file}: is damaged, or of an earlier build: give another --data-dir`);
}
