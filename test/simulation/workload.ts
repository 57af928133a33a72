import { gzipSync } from 'node:zlib';
import { type Definition, THROWING_N, type TimeFormat } from './definitions';
import type { KinesisModel } from './kinesis-model';
import type { Random } from './random';
import type { TrueEvent } from './truth';
import type { World } from './world';

/** How producers behave in a run. */
interface Habits {
  /** Every event is at most outOfOrderness old when it is put: none may be late. */
  readonly inOrder: boolean;
  /** Event times are so much before the clock: a replay of old data. */
  readonly replayOffsetMs: number;
  readonly keys: number;
  readonly skew: number;
  readonly eventsPerRecordMax: number;
  readonly gzip: boolean;
  /** Hash keys below this share of the space get no good events. */
  readonly garbageShare: number;
  /** Share of events that have the id of another. */
  readonly copies: number;
  readonly recordsMax: number;
}

/** Puts events on the stream until the input ends. */
export class Workload {
  readonly habits: Habits;
  /** In such a run not one event may be late: what one definition takes for garbage is not an event in order for another. */
  readonly hasNoLateEvents: boolean;
  readonly durationMs: number;
  records = 0;
  private events = 0;
  private readonly random: Random;
  private paceMs = 500;
  private paceUntilMs = 0;
  private focus: number | undefined;

  constructor(
    private readonly world: World,
    private readonly kinesis: KinesisModel,
    private readonly definition: Definition,
  ) {
    const random = (this.random = world.random.fork('workload'));
    this.durationMs = random.pick([30_000, 90_000, 240_000, 240_000, 600_000, 3_000_000]);
    this.habits = {
      inOrder: random.chance(0.4),
      replayOffsetMs: random.chance(0.3) ? random.int(1, 4_000) * 86_400_000 : 0,
      keys: random.skewed(1, 30),
      skew: random.pick([0, 1, 3]),
      eventsPerRecordMax: random.pick([1, 1, 3, 20]),
      gzip: random.chance(0.3),
      garbageShare: world.faults.isOn('poison') && random.chance(0.3) ? 0.4 : 0,
      copies: random.pick([0.05, 0.3]),
      recordsMax: random.skewed(20, 300),
    };
    const schemas = new Set(definition.stages.map(({ fields }) => JSON.stringify(fields)));
    this.hasNoLateEvents = this.habits.inOrder && (schemas.size === 1 || !world.faults.isOn('deploy'));
  }

  async run(): Promise<void> {
    const { scheduler, outage } = this.world;
    let endMs = scheduler.nowMs + this.durationMs;
    while (scheduler.nowMs < endMs && this.records < this.habits.recordsMax) {
      if (scheduler.nowMs >= this.paceUntilMs) this.changePace();
      await scheduler.sleep(this.random.int(1, 2 * this.paceMs));
      this.put();
      if (!outage.isOn || !this.random.chance(0.15)) continue;
      const pauseMs = outage.pauseMs();
      await scheduler.sleep(pauseMs);
      endMs += pauseMs;
    }
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

  private put(): void {
    const { random, world } = this;
    const place = this.focus === undefined ? random.unit() : (this.focus + random.unit() * 0.1) % 1;
    const hashKey = Math.floor(place * 2 ** 32);
    const isGarbage = place < this.habits.garbageShare;
    const { data, truth } = isGarbage || world.faults.hits('poison') ? this.poisonRecord() : this.goodRecord();
    this.kinesis.put(hashKey, data, truth);
    this.records++;
    if (world.faults.hits('producer-duplicates')) {
      world.scheduler.after(
        random.skewed(1, 3_000),
        () => this.habits.inOrder || this.kinesis.put(hashKey, data, truth),
      );
    }
  }

  private goodRecord(): { data: Buffer; truth: TrueEvent[] } {
    const { random } = this;
    const lines: string[] = [];
    const truth: TrueEvent[] = [];
    const eventCount = random.int(1, this.habits.eventsPerRecordMax);
    for (let index = 0; index < eventCount; index++) {
      const bad = eventCount > 1 && this.world.faults.hits('poison');
      const { line, event } = bad ? this.badEvent(index) : this.goodEvent(index);
      lines.push(line);
      truth.push(event);
      if (random.chance(0.05)) lines.push(random.pick(['', '  ', '\t\r']));
    }
    const text = Buffer.from(lines.join('\n') + (random.chance(0.5) ? '\n' : ''), 'latin1');
    return { data: this.habits.gzip && random.chance(0.7) ? gzipSync(text) : text, truth };
  }

  private goodEvent(index: number): { line: string; event: TrueEvent } {
    const { random } = this;
    const n = random.chance(0.5) ? random.int(-1_000, 1_000) : random.int(0, 12);
    const fields = {
      at: written(this.eventTime(), this.definition.timeFormat),
      k: `k${Math.floor(this.habits.keys * random.unit() ** (1 + this.habits.skew))}`,
      g: random.chance(0.3) ? null : random.pick(['a', 'b']),
      n,
      x: random.chance(0.3) ? null : random.int(-4_000, 4_000) / 4,
      y: random.chance(0.2) ? null : random.int(0, 99),
      id: random.chance(0.1) ? null : this.eventId(),
    };
    const line = JSON.stringify({ ...this.dropSomeNulls(fields), extra: random.chance(0.1) ? [{}] : undefined });
    return { line, event: { kind: 'object', index, fields } };
  }

  /** Most often a new one; some are used again, soon or after a while. */
  private eventId(): string {
    const { random } = this;
    const isCopy = this.events > 0 && random.chance(this.habits.copies);
    return `e${isCopy ? Math.max(0, this.events - random.skewed(1, 100)) : this.events++}`;
  }

  private eventTime(): number {
    const { random, world, habits } = this;
    const settings = this.definition.stages.map(pipeline => pipeline.watermark);
    const outOfOrdernessMs = Math.min(...settings.map(one => one.outOfOrdernessMs));
    const maxFutureSkewMs = Math.max(...settings.map(one => one.maxFutureSkewMs));
    const now = world.scheduler.nowMs - habits.replayOffsetMs;
    if (habits.inOrder) return now - random.int(0, outOfOrdernessMs);
    if (world.faults.hits('future-events')) return now + random.int(0, 3 * maxFutureSkewMs + 5_000);
    if (world.faults.hits('late-events')) return now - random.skewed(1_000, 7_200_000);
    return now - random.int(0, Math.round(1.5 * outOfOrdernessMs + 500));
  }

  private dropSomeNulls(fields: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null || this.random.chance(0.5)));
  }

  private badEvent(index: number): { line: string; event: TrueEvent } {
    const { random } = this;
    const good = { at: written(this.eventTime(), this.definition.timeFormat), k: 'k0', n: 1 };
    if (random.chance(0.4)) {
      const [why, line] = random.pick([
        ['not JSON', '{"at": 1,'],
        ['trailing text', `${JSON.stringify(good)} x`],
        ['invalid UTF-8', JSON.stringify({ ...good, k: '\xff\xfe' })],
        ['an array', '[1]'],
        ['null', 'null'],
        ['a number', '7'],
      ] as const);
      return { line, event: { kind: 'broken', index, why } };
    }
    const change = random.pick([
      { k: undefined },
      { k: 5 },
      { n: null },
      { n: 1.5 },
      { n: THROWING_N },
      { x: '1' },
      { y: 0.5 },
      { at: undefined },
      { at: true },
      { at: -5 },
    ]);
    const fields = { ...good, ...change };
    return { line: JSON.stringify(fields), event: { kind: 'object', index, fields } };
  }

  private poisonRecord(): { data: Buffer; truth: TrueEvent[] } {
    const { random } = this;
    const unopened = (data: Buffer, why: string) => ({ data, truth: [{ kind: 'broken', index: null, why } as const] });
    const gz = gzipSync(Buffer.from('{"at":1}'));
    switch (random.int(0, 4)) {
      case 0:
        return unopened(gz.subarray(0, gz.length - random.int(1, 12)), 'gzip cut short');
      case 1:
        return unopened(
          Buffer.concat([gz.subarray(0, 3), Buffer.from('nothing that inflates')]),
          'gzip header and noise',
        );
      case 2:
        return {
          data: Buffer.from(random.pick(['', '\n', ' \n '])),
          truth: [{ kind: 'broken', index: 0, why: 'blank' }],
        };
      default: {
        const { line, event } = this.badEvent(0);
        return { data: Buffer.from(line, 'latin1'), truth: [event] };
      }
    }
  }
}

function written(eventTimeMs: number, format: TimeFormat): string | number {
  if (format === 'iso') return new Date(eventTimeMs).toISOString();
  return format === 'seconds' ? eventTimeMs / 1000 : eventTimeMs;
}
