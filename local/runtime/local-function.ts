import { FunctionError } from './function-error';
import { FunctionProcess, type FunctionProcessOptions } from './function-process';
import { PAYLOAD_BYTES_MAX } from './runtime-api';

export interface LocalFunctionOptions extends FunctionProcessOptions {
  /** Most processes at a time, at least 1. */
  readonly processesMax: number;
}

/** A function behind a pool of processes: they start when needed, and are replaced when they end. */
export class LocalFunction {
  readonly #options: LocalFunctionOptions;
  readonly #idle: FunctionProcess[] = [];
  readonly #all = new Set<FunctionProcess>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #isClosed = false;

  constructor(options: LocalFunctionOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.plan.name;
  }

  /**
   * Invokes the handler with an event and resolves to its answer. Waits while all processes are busy.
   * @throws FunctionError when the event is too large, or the invocation failed.
   */
  async invoke(event: unknown): Promise<unknown> {
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > PAYLOAD_BYTES_MAX) {
      throw new FunctionError(this.name, `event is longer than ${PAYLOAD_BYTES_MAX} bytes`);
    }
    while (this.#running >= this.#options.processesMax) await new Promise<void>(free => this.#waiting.push(free));
    if (this.#isClosed) throw new FunctionError(this.name, 'stopped');
    this.#running++;
    const worker = this.#takeIdle() ?? this.#spawn();
    try {
      return JSON.parse(await worker.invoke(payload)) as unknown;
    } finally {
      this.#running--;
      if (worker.isAlive) this.#idle.push(worker);
      this.#waiting.shift()?.();
    }
  }

  /** Starts a process before there is work for it, so that the first invocation need not wait for its start. */
  warm(): void {
    if (this.#all.size === 0 && !this.#isClosed) this.#idle.push(this.#spawn());
  }

  /** Ends every process at once, as a lost host would. The next invocation starts another. */
  async kill(): Promise<void> {
    await Promise.all([...this.#all].map(worker => worker.kill()));
  }

  /** Ends every process for good; invocations that wait fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.kill();
    for (const free of this.#waiting.splice(0)) free();
  }

  #takeIdle(): FunctionProcess | undefined {
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) if (worker.isAlive) return worker;
    return undefined;
  }

  #spawn(): FunctionProcess {
    const worker = new FunctionProcess(this.#options);
    this.#all.add(worker);
    void worker.ended.then(() => this.#all.delete(worker));
    return worker;
  }
}
