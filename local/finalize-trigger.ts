import type { FinalizeReport } from '../engine/finalize/request';
import { LocalError } from './local-error';
import { Signal } from './streams/signal';

export type WhenIdle = 'flush' | 'hold';

export interface FinalizeTriggerOptions {
  /** Invokes the function with an event and resolves to its answer. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly whenIdle: WhenIdle;
  /** The tick's period, ms, and its constant input. */
  readonly tickMs: number;
  readonly tickInput: unknown;
  readonly onLog: (line: string) => void;
  readonly onReport?: ((report: FinalizeReport) => void) | undefined;
  /** Least time between the starts of two invocations by hints, ms. @default 1000 */
  readonly hintsMs?: number;
  /** How often windows are looked at without any hint, so that an idle timeout shows soon, ms. @default 5000 */
  readonly idleCheckMs?: number;
}

/** Hints kept for one event; the rest is left out: any one of them makes the function look at everything. */
const HINTS_MAX = 100;
const RETRY_MS = 1_000;
/** The end of input is given up when the report has not changed for so long, ms. */
const STALL_MS_MAX = 120_000;
const DRAIN_RETRY_MS = 50;

/** Invokes finalize, one invocation at a time: on hints of new commits, by the schedule, and to the end of input. */
export class FinalizeTrigger {
  readonly #options: FinalizeTriggerOptions;
  readonly #signal = new Signal();
  readonly #loop: Promise<void>;
  #hints: unknown[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #isStopped = false;
  #isDraining = false;

  constructor(options: FinalizeTriggerOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** A change record of the state table: new commits may be there. */
  hint(record: unknown): void {
    if (this.#hints.length < HINTS_MAX) this.#hints.push(record);
    this.#signal.raise();
  }

  /** One tick, now. @returns the function's report. */
  tick(endOfInput = false, whenIdle = this.#options.whenIdle): Promise<FinalizeReport> {
    const { tickInput } = this.#options;
    const input = typeof tickInput === 'object' && tickInput !== null ? tickInput : {};
    return this.#invoke({ ...input, tick: true, whenIdle, endOfInput });
  }

  /**
   * Finalizes until everything committed is executed and no window is open. All input must be committed before. The watermark
   * first goes as far as the events take it, since a flush leaves it where it is: results do not depend on when hints came.
   * @throws LocalError when it does not come to an end.
   */
  async endOfInput(signal: AbortSignal): Promise<FinalizeReport> {
    let last = '';
    let changedAtMs = Date.now();
    let lastError = '';
    this.#isDraining = true;
    try {
      await this.#invoke({ tick: false, whenIdle: 'hold', endOfInput: false }).catch((error: unknown) =>
        this.#options.onLog((error as Error).message),
      );
      while (Date.now() < changedAtMs + STALL_MS_MAX) {
        signal.throwIfAborted();
        try {
          const report = await this.tick(true, 'flush');
          if (report.caughtUp && report.flushed) return report;
          lastError = '';
          if (JSON.stringify(report) !== last) changedAtMs = Date.now();
          last = JSON.stringify(report);
        } catch (error) {
          lastError = (error as Error).message;
          this.#options.onLog(lastError);
        }
        await new Promise(done => setTimeout(done, DRAIN_RETRY_MS));
      }
    } finally {
      this.#isDraining = false;
    }
    throw new LocalError(`finalize does not reach the end of the input: ${lastError || last}`);
  }

  /** Ends the loop once the invocation under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#signal.raise();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { hintsMs = 1_000, idleCheckMs = 5_000, tickMs, whenIdle } = this.#options;
    let lastMs = Date.now();
    let nextTickMs = lastMs + tickMs;
    while (!this.#isStopped) {
      const nowMs = Date.now();
      const dueMs = Math.min(nextTickMs, lastMs + (this.#hints.length > 0 ? hintsMs : idleCheckMs));
      if (this.#isDraining || nowMs < dueMs) {
        await this.#signal.wait(this.#isDraining ? hintsMs : dueMs - nowMs);
        continue;
      }
      lastMs = nowMs;
      const Records = this.#hints.splice(0);
      try {
        if (nowMs >= nextTickMs) {
          nextTickMs = nowMs + tickMs;
          await this.tick();
        } else if (Records.length > 0) await this.#invoke({ Records, whenIdle });
        else await this.#invoke({ tick: false, whenIdle, endOfInput: false });
      } catch (error) {
        if (this.#isStopped) return;
        this.#options.onLog((error as Error).message);
        this.#hints.unshift(...Records);
        await this.#signal.wait(RETRY_MS);
      }
    }
  }

  #invoke(event: unknown): Promise<FinalizeReport> {
    const work = this.#turn.then(async () => {
      const report = (await this.#options.invoke(event)) as FinalizeReport;
      this.#options.onReport?.(report);
      return report;
    });
    this.#turn = work.catch(() => undefined);
    return work;
  }
}
