import {
  EVENT_ENVELOPE_BYTES,
  eventBytes,
  type MappingSettings,
  PAYLOAD_BYTES_MAX,
  QUIET_CLOSE_MS,
  RETRY_MS_MAX,
  RETRY_MS_MIN,
  type ShardInvocation,
  type ShardRecord,
  STATE_BYTES_MAX,
  type WindowState,
} from './rules';

const NO_STATE: WindowState = {};

/**
 * One shard of an event source mapping: decides which invocation comes next, and when. It does no I/O and knows the
 * time only as it is told, so that the local runner and a simulator can drive the same rules.
 *
 * Feed it with `receive`, take invocations from `next`, and report each by `succeed` or `fail`: one at a time, in order.
 * A new model starts with empty state, as Lambda does when another poller takes over.
 */
export class ShardModel {
  readonly #settings: MappingSettings;
  #buffer: ShardRecord[] = [];
  #bufferedBytes = 0;
  #gatheringSinceMs = 0;
  #window: { startMs: number; endMs: number } | undefined;
  #state: WindowState = NO_STATE;
  #endsEarly = false;
  #underWay: ShardInvocation | undefined;
  #failed: { invocation: ShardInvocation; retryAtMs: number } | undefined;
  /** The last read found nothing; since when it has been so does not matter. */
  #isReadToEnd = false;
  #lastReadMs = 0;
  #isShardClosed = false;
  #isEndOfInput = false;
  #acknowledged: string | undefined;
  #checkpoint: string | undefined;

  constructor(settings: MappingSettings) {
    this.#settings = settings;
  }

  /**
   * Sequence number of the last record that need not come again after a restart, which loses an open window's state: of the
   * last window that is closed.
   */
  get checkpoint(): string | undefined {
    return this.#checkpoint;
  }

  /** Records read and not acknowledged yet, those of an invocation under way included. */
  get pending(): { readonly records: number; readonly bytes: number } {
    const held = (this.#underWay ?? this.#failed?.invocation)?.records ?? [];
    const heldBytes = held.reduce((sum, record) => sum + record.data.length, 0);
    return { records: this.#buffer.length + held.length, bytes: this.#bufferedBytes + heldBytes };
  }

  /** Nothing to do until another record comes: all acknowledged, and no window open. */
  get isDrained(): boolean {
    return this.#isReadToEnd && this.#buffer.length === 0 && !this.#underWay && !this.#failed && !this.#window;
  }

  /** The shard is closed, read to its end and acknowledged: its children may start. */
  get isFinished(): boolean {
    return this.#isShardClosed && this.isDrained;
  }

  /** Records in the shard's order, or none: nothing lay behind the last one at `atMs`. */
  receive(records: readonly ShardRecord[], atMs: number): void {
    this.#lastReadMs = atMs;
    this.#isReadToEnd = records.length === 0;
    if (this.#buffer.length === 0) this.#gatheringSinceMs = atMs;
    for (const record of records) {
      this.#buffer.push(record);
      this.#bufferedBytes += record.data.length;
    }
  }

  /** The shard takes no more records and all have been received. */
  closeShard(): void {
    this.#isShardClosed = true;
    this.#isReadToEnd = true;
  }

  /** Whether more input will come. At the end of input a window closes as soon as a read finds nothing. */
  setEndOfInput(isEnd: boolean): void {
    this.#isEndOfInput = isEnd;
    if (!this.#isShardClosed) this.#isReadToEnd = false;
  }

  /** The invocation to make now, if any. It is under way until `succeed` or `fail` is called. */
  next(nowMs: number): ShardInvocation | undefined {
    if (this.#underWay) return undefined;
    if (this.#failed) {
      if (nowMs < this.#failed.retryAtMs) return undefined;
      const { invocation } = this.#failed;
      this.#failed = undefined;
      return (this.#underWay = { ...invocation, attempt: invocation.attempt + 1 });
    }
    if (this.#isWindowOver(nowMs)) return (this.#underWay = this.#invocation([], true));
    const [first] = this.#buffer;
    if (!first) return undefined;
    const count = this.#batchLength(first);
    if (!this.#isBatchDue(count, nowMs)) return undefined;
    this.#window ??= this.#windowOf(first);
    return (this.#underWay = this.#invocation(this.#take(count), false));
  }

  /**
   * The function returned `response`.
   * @returns why that counts as a failure, if it does; the batch is then tried again.
   */
  succeed(response: unknown, nowMs: number): string | undefined {
    const done = this.#underWay;
    if (!done) throw new Error('no invocation is under way');
    const { state, batchItemFailures } = (response ?? {}) as { state?: unknown; batchItemFailures?: unknown };
    const reason =
      done.window && (typeof state !== 'object' || state === null)
        ? 'the response has no state'
        : Array.isArray(batchItemFailures) && batchItemFailures.length > 0
          ? 'the response names failed records'
          : undefined;
    if (reason !== undefined) {
      this.fail(nowMs);
      return reason;
    }
    this.#underWay = undefined;
    this.#acknowledged = done.records.at(-1)?.sequenceNumber ?? this.#acknowledged;
    if (!done.window || done.isFinal) this.#checkpoint = this.#acknowledged;
    this.#state = done.window && !done.isFinal ? (state as WindowState) : NO_STATE;
    if (done.isFinal) this.#window = undefined;
    this.#endsEarly = Buffer.byteLength(JSON.stringify(this.#state)) > STATE_BYTES_MAX;
    return undefined;
  }

  /** The invocation under way failed: the same batch comes again, with the same state. */
  fail(nowMs: number): void {
    const invocation = this.#underWay;
    if (!invocation) throw new Error('no invocation is under way');
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(invocation.attempt - 1, 10));
    this.#failed = { invocation, retryAtMs: nowMs + waitMs };
    this.#underWay = undefined;
  }

  #invocation(records: readonly ShardRecord[], isFinal: boolean): ShardInvocation {
    const window = this.#window;
    const isTerminatedEarly = isFinal && this.#endsEarly;
    return { records, ...(window && { window }), state: this.#state, isFinal, isTerminatedEarly, attempt: 1 };
  }

  #isWindowOver(nowMs: number): boolean {
    if (!this.#window) return false;
    if (this.#endsEarly) return true;
    const [first] = this.#buffer;
    if (first) return first.arrivalMs >= this.#window.endMs;
    if (!this.#isReadToEnd) return false;
    if (this.#isShardClosed || this.#isEndOfInput) return true;
    return nowMs >= this.#window.endMs + QUIET_CLOSE_MS && this.#lastReadMs >= this.#window.endMs;
  }

  /** Windows lie on multiples of their length since 1970, by arrival. */
  #windowOf(record: ShardRecord): { startMs: number; endMs: number } | undefined {
    const lengthMs = this.#settings.tumblingWindowMs;
    if (lengthMs === 0) return undefined;
    const startMs = Math.floor(record.arrivalMs / lengthMs) * lengthMs;
    return { startMs, endMs: startMs + lengthMs };
  }

  /** How many of the first records make the largest batch: within one window, the batch size and the payload. */
  #batchLength(first: ShardRecord): number {
    const window = this.#window ?? this.#windowOf(first);
    const bytesMax = PAYLOAD_BYTES_MAX - EVENT_ENVELOPE_BYTES - Buffer.byteLength(JSON.stringify(this.#state));
    let bytes = 0;
    let count = 0;
    for (const record of this.#buffer) {
      bytes += eventBytes(record);
      if (count >= this.#settings.batchSize || (window && record.arrivalMs >= window.endMs)) break;
      if (count > 0 && bytes > bytesMax) break;
      count++;
    }
    return count;
  }

  #isBatchDue(count: number, nowMs: number): boolean {
    if (count < this.#buffer.length || count >= this.#settings.batchSize) return true;
    if (this.#isShardClosed || this.#isEndOfInput) return true;
    return nowMs >= this.#gatheringSinceMs + this.#settings.batchingWindowMs;
  }

  #take(count: number): ShardRecord[] {
    const records = this.#buffer.splice(0, count);
    for (const record of records) this.#bufferedBytes -= record.data.length;
    if (this.#buffer.length > 0) this.#gatheringSinceMs = this.#lastReadMs;
    return records;
  }
}
