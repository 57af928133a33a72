import { gzipSync } from 'node:zlib';
import type { Definition } from './definitions';
import { drawTimeHabits } from './event-times';
import type { KinesisModel } from './kinesis-model';
import { binaryRecord, poisonRecord, type SentRecord } from './poison-records';
import type { Random } from './random';
import { type EventHabits, SentEvents } from './sent-events';
import { schemaOf, type TrueEvent } from './truth';
import type { World } from './world';

/** How producers behave in a run. */
interface Habits extends EventHabits {
  readonly eventsPerRecordMax: number;
  readonly gzip: boolean;
  /** Hash keys below this share of the space get no good events. */
  readonly garbageShare: number;
  readonly recordsMax: number;
  /** Now and then a record holds so many events, each a little older than the one before; 0: never. */
  readonly longRecordEvents: number;
  /** So many records of bytes that are no text come at once; 0: never. */
  readonly floodRecords: number;
}

/** Puts events on the stream until the input ends. */
export class Workload {
  readonly habits: Habits;
  /** In such a run not one event may be late: what one definition takes for garbage is not an event in order for another. */
  readonly hasNoLateEvents: boolean;
  readonly durationMs: number;
  records = 0;
  private readonly random: Random;
  private readonly edges: Random;
  private readonly events: SentEvents;
  private paceMs = 500;
  private hasEnded = false;
  private paceUntilMs = 0;
  private focus: number | undefined;

  constructor(
    private readonly world: World,
    private readonly kinesis: KinesisModel,
    definition: Definition,
  ) {
    const random = (this.random = world.random.fork('workload'));
    const edges = (this.edges = random.fork('edges'));
    this.durationMs = random.pick([30_000, 90_000, 240_000, 240_000, 600_000, 3_000_000]);
    const times = drawTimeHabits(random, edges);
    const hasPoison = world.faults.isOn('poison');
    this.habits = {
      ...times,
      keys: random.skewed(1, 30),
      skew: random.pick([0, 1, 3]),
      oddKeys: edges.chance(0.4),
      eventsPerRecordMax: random.pick([1, 1, 3, 20]),
      gzip: random.chance(0.3),
      garbageShare: hasPoison && random.chance(0.3) ? 0.4 : 0,
      copies: random.pick([0.05, 0.3]),
      recordsMax: random.skewed(20, 300),
      longRecordEvents: !times.inOrder && edges.chance(0.1) ? edges.skewed(20, 300) : 0,
      floodRecords: hasPoison && edges.chance(0.15) ? edges.int(50, 150) : 0,
    };
    const schemas = new Set(definition.stages.map(schemaOf));
    const isSentInOrder = this.habits.inOrder && definition.stages.every(({ meaning }) => !meaning.time);
    this.hasNoLateEvents = isSentInOrder && (schemas.size === 1 || !world.faults.isOn('deploy'));
    this.events = new SentEvents(world, random, definition, this.habits);
  }

  async run(): Promise<void> {
    const { scheduler, outage } = this.world;
    let endMs = scheduler.nowMs + this.durationMs;
    this.planFlood();
    this.putHeavy();
    while (scheduler.nowMs < endMs && this.records < this.habits.recordsMax) {
      if (scheduler.nowMs >= this.paceUntilMs) this.changePace();
      await scheduler.sleep(this.random.int(1, 2 * this.paceMs));
      this.put();
      if (!outage.isOn || !this.random.chance(0.15)) continue;
      const pauseMs = outage.pauseMs();
      await scheduler.sleep(pauseMs);
      endMs += pauseMs;
    }
    this.hasEnded = true;
  }

  /** Bursts, a steady flow, silence; all shards or one part of the hash space. */
  private changePace(): void {
    const { scheduler } = this.world;
    const average = this.durationMs / this.habits.recordsMax;
    this.paceMs = Math.max(1, Math.round(average * this.random.pick([0.02, 0.2, 1, 1, 5])));
    this.paceUntilMs = scheduler.nowMs + this.random.skewed(1_000, this.durationMs / 3);
    this.focus = this.random.chance(0.5) ? undefined : this.random.unit();
    if (this.random.chance(0.2)) this.paceMs = Math.min(this.durationMs / 3, this.random.skewed(5_000, 150_000));
  }

  /** A producer that writes something else altogether: many large records to one shard. */
  private planFlood(): void {
    const { world, kinesis, edges, habits } = this;
    if (habits.floodRecords === 0) return;
    world.scheduler.after(edges.int(0, this.durationMs / 2), () => {
      if (this.hasEnded) return;
      const hashKey = Math.floor(edges.unit() * 2 ** 32);
      for (let i = 0; i < habits.floodRecords; i++) {
        const { data, truth } = binaryRecord(5_000);
        kinesis.put(hashKey, data, truth);
      }
    });
  }

  /** One record of very many panes, before there is a watermark by which its events could be late. */
  private putHeavy(): void {
    const { habits, kinesis, world } = this;
    if (!world.heavy || habits.inOrder) return;
    const { data, truth } = this.recordOf(0, world.heavy.recordEvents, Math.max(1_000, habits.gridMs));
    kinesis.put(0, data, truth);
  }

  private put(): void {
    const { random, world } = this;
    const place = this.focus === undefined ? random.unit() : (this.focus + random.unit() * 0.1) % 1;
    const hashKey = Math.floor(place * 2 ** 32);
    const isPoison = place < this.habits.garbageShare || world.faults.hits('poison');
    const { data, truth } = isPoison ? poisonRecord(random, () => this.events.bad(0, place)) : this.goodRecord(place);
    this.kinesis.put(hashKey, data, truth);
    this.records++;
    if (world.faults.hits('producer-duplicates')) {
      world.scheduler.after(
        random.skewed(1, 3_000),
        () => this.habits.inOrder || this.kinesis.put(hashKey, data, truth),
      );
    }
  }

  private goodRecord(place: number): SentRecord {
    const { random, edges, habits } = this;
    const isLong = habits.longRecordEvents > 0 && edges.chance(0.03);
    const eventCount = isLong ? habits.longRecordEvents : random.int(1, habits.eventsPerRecordMax);
    return this.recordOf(place, eventCount, isLong ? habits.gridMs * edges.pick([1, 1, 7]) : 0);
  }

  /** A record of so many events, each so much older than the one before. */
  private recordOf(place: number, eventCount: number, agingMs: number): SentRecord {
    const { random, habits } = this;
    const lines: Buffer[] = [];
    const truth: TrueEvent[] = [];
    for (let index = 0; index < eventCount; index++) {
      const isBad = eventCount > 1 && this.world.faults.hits('poison');
      const { line, event } = isBad ? this.events.bad(index, place) : this.events.good(index, place, index * agingMs);
      lines.push(line);
      truth.push(event);
      if (random.chance(0.05)) lines.push(Buffer.from(random.pick(['', '  ', '\t\r'])));
    }
    const text = joined(lines, random.chance(0.5));
    return { data: habits.gzip && random.chance(0.7) ? gzipSync(text) : text, truth };
  }
}

function joined(lines: readonly Buffer[], endsWithNewline: boolean): Buffer {
  const parts = lines.flatMap((line, i) => (i === 0 ? [line] : [Buffer.from('\n'), line]));
  return Buffer.concat(endsWithNewline ? [...parts, Buffer.from('\n')] : parts);
}
