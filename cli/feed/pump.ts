import type { Clock } from '../../engine/ports';
import type { Pipeline } from '../../engine/definition/pipeline';
import type { FeedEvent, Position } from '../../feeds/feed';
import { keyReader, MAX_EVENT_BYTES } from '../../input/input-event';
import type { Lanes } from '../../producer/lanes';
import { RecordPacker } from '../../producer/record-packer';
import type { StreamWriter } from '../../producer/stream-writer';

/** Events that may wait; past it the feed is read no further until half of them are acknowledged. */
const WAITING_MAX = 20_000;
/** How long an event waits for others to share a record with, ms. */
const LINGER_MS = 250;

export interface FeedPumpOptions {
  readonly pipeline: Pipeline;
  /** Other names for fields. */
  readonly rename: Readonly<Record<string, string>>;
  readonly lanes: Lanes;
  readonly writer: StreamWriter;
  readonly clock: Clock;
  /** Where an earlier run came to. */
  readonly position: Position;
  /** Keeps how far all events are acknowledged. */
  readonly save: (position: Position) => Promise<void> | void;
  readonly onTold: (line: string) => void;
}

interface Taken {
  readonly events: readonly FeedEvent[];
  readonly lastEventId: string | undefined;
}

/**
 * Puts a feed's events on a stream, in batches one after the other: a batch is taken when all of the one before is acknowledged
 * and its position kept. So the position is never ahead of what the stream has; behind it there may be copies.
 */
export class FeedPump {
  private taken: Taken[] = [];
  private waiting = 0;
  private isClosed = false;
  private position: Position;
  private wakeRun: (() => void) | undefined;
  private room: { readonly promise: Promise<void>; readonly open: () => void } | undefined;
  private readonly keyOf: (json: string) => string | undefined;
  private lines = 0;
  /** Events that the stream has. */
  acknowledged = 0;

  constructor(private readonly options: FeedPumpOptions) {
    this.position = options.position;
    this.keyOf = keyReader(options.pipeline);
  }

  /** Events that it does not have yet. */
  get unacknowledged(): number {
    return this.waiting;
  }

  add(events: readonly FeedEvent[], lastEventId: string | undefined): void {
    this.taken.push({ events, lastEventId });
    this.waiting += events.length;
    this.wakeRun?.();
  }

  /** Resolves when there is room for more; undefined: there is. */
  whenRoom(): Promise<void> | undefined {
    if (this.waiting < WAITING_MAX) return undefined;
    this.room ??= makeRoom();
    return this.room.promise;
  }

  /** No more will be added. */
  close(): void {
    this.isClosed = true;
    this.wakeRun?.();
  }

  /**
   * Runs until it is closed and all is acknowledged.
   *
   * @throws what the writer throws.
   */
  async run(): Promise<void> {
    try {
      await this.putAll();
    } finally {
      // Who waits for room would else wait for a stream that has failed.
      this.room?.open();
    }
  }

  private async putAll(): Promise<void> {
    for (;;) {
      if (this.taken.length === 0) {
        if (this.isClosed) return;
        await new Promise<void>(resolve => (this.wakeRun = resolve));
        if (!this.isClosed) await this.options.clock.sleep(LINGER_MS);
      }
      const batch = this.taken.splice(0);
      if (batch.length > 0) await this.put(batch);
    }
  }

  private async put(batch: readonly Taken[]): Promise<void> {
    const { lanes, writer, clock, save } = this.options;
    const packer = new RecordPacker({ lanes });
    const numbers = { ...this.position.numbers };
    let events = 0;
    for (const taken of batch)
      for (const event of taken.events) {
        events += 1;
        if (event.place) numbers[event.place.series] = Math.max(event.place.number, numbers[event.place.series] ?? 0);
        await writer.write(this.packed(packer, event));
      }
    await writer.write(packer.flush());
    await writer.drain();
    this.acknowledged += events;
    this.waiting -= events;
    const lastEventId = batch.at(-1)!.lastEventId ?? this.position.lastEventId;
    this.position = { lastEventId, numbers, atMs: clock.now() };
    await save(this.position);
    if (this.room && this.waiting < WAITING_MAX / 2) {
      this.room.open();
      this.room = undefined;
    }
  }

  private packed(packer: RecordPacker, { fields }: FeedEvent): ReturnType<RecordPacker['add']> {
    const json = jsonOf(fields, this.options.rename);
    const bytes = Buffer.from(json);
    if (bytes.length > MAX_EVENT_BYTES) {
      this.options.onTold(`an event of ${bytes.length} bytes is left out: ${MAX_EVENT_BYTES} are the most`);
      return [];
    }
    return packer.add({ line: ++this.lines, bytes, partitionKey: this.keyOf(json) }, this.options.clock.now());
  }
}

/** An event as a line of JSON: its values stand as they came. */
export function jsonOf(fields: FeedEvent['fields'], rename: Readonly<Record<string, string>>): string {
  const members = Object.entries(fields).map(([name, json]) => `${JSON.stringify(renamed(name, rename))}:${json}`);
  return `{${members.join()}}`;
}

export function renamed(name: string, rename: Readonly<Record<string, string>>): string {
  return Object.hasOwn(rename, name) ? rename[name]! : name;
}

function makeRoom(): { promise: Promise<void>; open: () => void } {
  let open!: () => void;
  const promise = new Promise<void>(resolve => (open = resolve));
  return { promise, open };
}
