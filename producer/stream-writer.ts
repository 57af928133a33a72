import type { Clock } from '../engine/ports';
import type { Random } from '../pipelines/templates/generator';
import { backoffMs } from './backoff';
import { LaneQueues, type WriteRecord } from './lane-queues';

export type { WriteRecord } from './lane-queues';

/** PutRecords as a port: resolves to the very records that were refused; rejects when the call as a whole failed. */
export type PutRecords = (records: readonly WriteRecord[]) => Promise<readonly WriteRecord[]>;

export interface StreamWriterOptions {
  readonly putRecords: PutRecords;
  readonly clock: Clock;
  /** For the jitter of retries. @default Math.random */
  readonly random?: Random;
  /** Gives up: what is waiting is dropped, and `write` and `drain` reject with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a failed call may succeed later. @default isPassing */
  readonly isPassing?: (error: unknown) => boolean;
}

export interface WriteCounts {
  /** Records acknowledged. */
  records: number;
  /** Their data, bytes. */
  bytes: number;
  /** Calls that were answered. */
  calls: number;
  /** Refusals of single records, each of which was sent again. */
  refused: number;
  /** Calls that failed as a whole and were repeated: their records may be on the stream twice. */
  failedCalls: number;
}

/** Waiting records at which `write` makes its caller wait. */
const WAITING_RECORDS_MAX = 2_000;
const WAITING_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Writes records to a stream, one call at a time, and resends what is refused, for ever. Records of one lane (an explicit
 * hash key, or else a partition key) arrive in the order in which they were written.
 */
export class StreamWriter {
  readonly counts: WriteCounts = { records: 0, bytes: 0, calls: 0, refused: 0, failedCalls: 0 };
  private readonly queues = new LaneQueues();
  private isRunning = false;
  private failure: { readonly error: unknown } | undefined;
  private wakers: (() => void)[] = [];

  constructor(private readonly options: StreamWriterOptions) {}

  /**
   * Queues records; resolves when there is room for more.
   *
   * @throws what a call failed with where a retry is of no use; the signal's reason once it is aborted.
   */
  async write(records: readonly WriteRecord[]): Promise<void> {
    if (this.failure) throw this.failure.error;
    for (const record of records) this.queues.add(record);
    if (!this.isRunning) void this.run();
    await this.until(() => this.queues.records < WAITING_RECORDS_MAX && this.queues.bytes < WAITING_BYTES_MAX);
  }

  /** Resolves when all that was written is acknowledged. Throws as `write` does. */
  async drain(): Promise<void> {
    await this.until(() => this.queues.records === 0);
  }

  private async until(isMet: () => boolean): Promise<void> {
    while (!this.failure && !isMet()) await new Promise<void>(resolve => this.wakers.push(resolve));
    if (this.failure) throw this.failure.error;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      while (this.queues.records > 0) await this.step();
    } catch (error) {
      this.failure = { error };
    }
    this.isRunning = false;
    this.wake();
  }

  private async step(): Promise<void> {
    const { clock, signal } = this.options;
    signal?.throwIfAborted();
    const call = this.queues.nextCall(clock.now());
    if (call.length > 0) await this.put(call);
    else await unlessAborted(clock.sleep(Math.max(1, this.queues.nextReadyMs() - clock.now())), signal);
    this.wake();
  }

  private async put(call: readonly WriteRecord[]): Promise<void> {
    const { putRecords, clock, signal } = this.options;
    let refused: ReadonlySet<WriteRecord>;
    try {
      refused = new Set(await unlessAborted(putRecords(call), signal));
      this.counts.calls += 1;
      this.counts.refused += refused.size;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(this.options.isPassing ?? isPassing)(error)) throw error;
      this.counts.failedCalls += 1;
      refused = new Set(call);
    }
    const nowMs = clock.now();
    for (const record of call) {
      if (refused.has(record))
        this.queues.refused(record, nowMs, refusals => backoffMs(refusals, this.options.random ?? Math.random));
      else this.accept(record);
    }
  }

  private accept(record: WriteRecord): void {
    this.queues.accepted(record);
    this.counts.records += 1;
    this.counts.bytes += record.data.length;
  }

  private wake(): void {
    const wakers = this.wakers;
    this.wakers = [];
    for (const wake of wakers) wake();
  }
}

const PASSING_NAME = /Throttl|LimitExceeded|ThroughputExceeded|Timeout|TooManyRequests/;
const PASSING_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether an error of the AWS SDK is one that passes: throttling, a fault of the service, the network. */
export function isPassing(error: unknown): boolean {
  const { $fault, $retryable, name, code } = error as {
    $fault?: string;
    $retryable?: object;
    name?: string;
    code?: string;
  };
  return (
    $fault === 'server' || $retryable !== undefined || PASSING_NAME.test(name ?? '') || PASSING_CODES.has(code ?? '')
  );
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
