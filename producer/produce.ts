import type { Clock } from '../engine/ports';
import type { Random } from '../pipelines/templates/generator';
import { type DelayOptions, DelayLine } from './delay';
import type { EventSource } from './event-source';
import { Pacer, type Rate } from './rate';
import { type PackableEvent, type PackerOptions, RecordPacker } from './record-packer';
import type { StreamWriter, WriteCounts } from './stream-writer';
import { type Slice, Timeline } from './timeline';

/** Pause once event time has caught up with the clock, ms. */
const TICK_MS = 100;
/** Events made between two waits for the writer. */
const BURST_EVENTS = 5_000;

export interface ProduceOptions {
  readonly source: EventSource;
  readonly rate: Rate;
  /** How long to produce after the start, ms of the clock; a backfill comes on top. @default for ever */
  readonly durationMs?: number | undefined;
  /** Ends after so many events. @default no bound */
  readonly total?: number | undefined;
  /** How far before the start event time begins, ms: that past is produced as fast as the stream takes it. @default 0 */
  readonly backfillMs?: number | undefined;
  /** Sends a share of the events late. @default none */
  readonly delay?: DelayOptions | undefined;
  readonly packer: PackerOptions;
  readonly writer: StreamWriter;
  readonly clock: Clock;
  /** For the delays. */
  readonly random: Random;
  /** Ends production; what has been produced is still sent. */
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second, and after each second of a backfill. */
  readonly onProgress?: ((counts: ProduceCounts) => void) | undefined;
}

export interface ProduceCounts extends Readonly<WriteCounts> {
  /** Events produced; at the end all of them are on the stream. */
  readonly events: number;
  /** Of these, held back by `delay`. */
  readonly delayed: number;
  /** Event time reached, ms since 1970. */
  readonly reachedMs: number;
}

/**
 * Produces events at a rate onto a stream until the duration or the total is reached, or the signal aborts; then sends what
 * is still held or packed, and resolves when all is acknowledged. Events are spread evenly over the time between two ticks.
 *
 * @throws what the writer throws.
 */
export async function produce(options: ProduceOptions): Promise<ProduceCounts> {
  const { clock, writer, signal } = options;
  const startMs = clock.now();
  const timeline = new Timeline(startMs, options.backfillMs ?? 0, options.durationMs ?? Infinity);
  const run = new Run(options, startMs - (options.backfillMs ?? 0));
  while (!timeline.isOver && !run.isComplete && !signal?.aborted) {
    const nowMs = clock.now();
    const slice = timeline.next(nowMs);
    if (slice) await run.fill(slice);
    await run.sendDue();
    if (!slice || slice.toMs >= nowMs) await clock.sleep(TICK_MS);
    options.onProgress?.(run.counts());
  }
  await run.finish();
  await writer.drain();
  return run.counts();
}

class Run {
  private readonly pacer: Pacer;
  private readonly packer: RecordPacker;
  private readonly delayLine: DelayLine<PackableEvent> | undefined;
  private readonly total: number;
  private events = 0;

  constructor(
    private readonly options: ProduceOptions,
    private reachedMs: number,
  ) {
    this.pacer = new Pacer(options.rate, reachedMs);
    this.packer = new RecordPacker(options.packer);
    this.delayLine = options.delay && new DelayLine(options.delay, options.random);
    this.total = options.total ?? Infinity;
  }

  get isComplete(): boolean {
    return this.events >= this.total;
  }

  counts(): ProduceCounts {
    return {
      ...this.options.writer.counts,
      events: this.events,
      delayed: this.delayLine?.delayed ?? 0,
      reachedMs: this.reachedMs,
    };
  }

  async fill({ fromMs, toMs }: Slice): Promise<void> {
    const count = Math.min(this.pacer.countUntil(toMs), this.total - this.events);
    for (let i = 0; i < count; i += 1) {
      const eventTimeMs = Math.floor(fromMs + ((i + 0.5) * (toMs - fromMs)) / count);
      this.events += 1;
      const event = { ...this.options.source(eventTimeMs), line: this.events };
      await this.send(this.delayLine ? this.delayLine.offer(event, eventTimeMs) : [event]);
      if (i % BURST_EVENTS === BURST_EVENTS - 1) await this.sendDue();
    }
    this.reachedMs = toMs;
    await this.send(this.delayLine?.due(toMs) ?? []);
  }

  async sendDue(): Promise<void> {
    await this.options.writer.write(this.packer.due(this.options.clock.now()));
  }

  async finish(): Promise<void> {
    await this.send(this.delayLine?.due(Infinity) ?? []);
    await this.options.writer.write(this.packer.flush());
  }

  private async send(events: readonly PackableEvent[]): Promise<void> {
    const nowMs = this.options.clock.now();
    for (const event of events) {
      const records = this.packer.add(event, nowMs);
      if (records.length > 0) await this.options.writer.write(records);
    }
  }
}
