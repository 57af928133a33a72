import type { ShardReader } from '../streams/shard-reader';
import { Signal } from '../streams/signal';
import type { MappingSettings, ShardInvocation } from './rules';
import { ShardModel } from './shard-model';

/** How often a shard with nothing new is read, ms. */
const IDLE_READ_MS = 200;
/** Wait after a read that failed, ms. */
const READ_RETRY_MS = 500;
/** Read no further ahead than this. */
const AHEAD_RECORDS_MAX = 10_000;
const AHEAD_BYTES_MAX = 4 * 1024 * 1024;

export interface ShardPollerOptions {
  readonly reader: ShardReader;
  readonly settings: MappingSettings;
  /** Invokes the function and resolves to its answer. */
  readonly invoke: (invocation: ShardInvocation) => Promise<unknown>;
  /** The records up to here need not be read again. */
  readonly onCheckpoint: (after: string | undefined, isFinished: boolean) => void;
  readonly onFailure: (reason: string) => void;
}

/** Counts since the poller was made. */
export interface Acknowledged {
  readonly records: number;
  readonly bytes: number;
}

/** Drives the rules of one shard with a real stream and a real function. */
export class ShardPoller {
  readonly #options: ShardPollerOptions;
  readonly #model: ShardModel;
  readonly #signal = new Signal();
  readonly #loop: Promise<void>;
  #isStopped = false;
  #inputPhase = 0;
  #acknowledged = { records: 0, bytes: 0 };

  constructor(options: ShardPollerOptions) {
    this.#options = options;
    this.#model = new ShardModel(options.settings);
    this.#loop = this.#run();
  }

  get acknowledged(): Acknowledged {
    return this.#acknowledged;
  }

  /** Read and not acknowledged yet. More may lie in the stream, unless `isReadToEnd`. */
  get pending(): Acknowledged {
    return this.#model.pending;
  }

  get isDrained(): boolean {
    return this.#model.isDrained;
  }

  get isFinished(): boolean {
    return this.#model.isFinished;
  }

  setEndOfInput(isEnd: boolean): void {
    this.#model.setEndOfInput(isEnd);
    this.#inputPhase++;
    this.#signal.raise();
  }

  /** Ends the polling. The answer of an invocation under way is not waited for, and does not count. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#signal.raise();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped && !this.#model.isFinished) {
      const waitMs = await this.#read();
      if (this.#isStopped) return;
      this.#invokeNext();
      if (waitMs > 0) await this.#signal.wait(waitMs);
    }
    if (!this.#isStopped) this.#options.onCheckpoint(this.#model.checkpoint, true);
  }

  /** @returns how long to wait before the next read, ms. */
  async #read(): Promise<number> {
    const { records, bytes } = this.#model.pending;
    if (records >= AHEAD_RECORDS_MAX || bytes >= AHEAD_BYTES_MAX) return IDLE_READ_MS;
    const inputPhase = this.#inputPhase;
    try {
      const page = await this.#options.reader.read();
      // A read begun before the end of input was announced may have missed the last records.
      if (page.records.length === 0 && inputPhase !== this.#inputPhase && !page.isEnd) return 0;
      this.#model.receive(page.records, Date.now());
      if (page.isEnd) this.#model.closeShard();
      return page.records.length > 0 ? 0 : IDLE_READ_MS;
    } catch (error) {
      if (!this.#isStopped) this.#options.onFailure((error as Error).message);
      return READ_RETRY_MS;
    }
  }

  #invokeNext(): void {
    if (this.#isStopped) return;
    const invocation = this.#model.next(Date.now());
    if (invocation) void this.#invoke(invocation);
  }

  async #invoke(invocation: ShardInvocation): Promise<void> {
    let failure: string | undefined;
    try {
      const response = await this.#options.invoke(invocation);
      if (this.#isStopped) return;
      failure = this.#model.succeed(response, Date.now());
    } catch (error) {
      if (this.#isStopped) return;
      failure = (error as Error).message;
      this.#model.fail(Date.now());
    }
    if (failure === undefined) this.#acknowledge(invocation);
    else this.#options.onFailure(failure);
    this.#invokeNext();
    this.#signal.raise();
  }

  #acknowledge({ records, window, isFinal }: ShardInvocation): void {
    const bytes = records.reduce((sum, record) => sum + record.data.length, 0);
    this.#acknowledged = {
      records: this.#acknowledged.records + records.length,
      bytes: this.#acknowledged.bytes + bytes,
    };
    if (!window || isFinal) this.#options.onCheckpoint(this.#model.checkpoint, false);
  }
}
