import type { Definition } from './definitions';
import { EventTimes, type TimeHabits } from './event-times';
import { keyName, written } from './names';
import { badEvent } from './poison-records';
import type { Random } from './random';
import type { SentEvent } from './sent-event';
import type { TimeFormat } from './sketch';
import type { World } from './world';

/** What the events of a run are like. */
export interface EventHabits extends TimeHabits {
  readonly keys: number;
  readonly skew: number;
  /** Keys are in all writings, and some are long. */
  readonly oddKeys: boolean;
  /** Share of events that have the id of another. */
  readonly copies: number;
}

/** Draws events, with what their producer knows of them. */
export class SentEvents {
  private count = 0;
  private readonly edges: Random;
  private readonly times: EventTimes;
  private readonly without: Random;

  constructor(
    world: World,
    private readonly random: Random,
    private readonly definition: Definition,
    private readonly habits: EventHabits,
  ) {
    this.edges = random.fork('edges');
    this.without = random.fork('without a time');
    this.times = new EventTimes(world, random, definition, habits);
  }

  good(index: number, place: number, agedMs = 0): SentEvent {
    const { random, edges } = this;
    const n = random.chance(0.5) ? random.int(-1_000, 1_000) : random.int(0, 12);
    const fields = {
      at: timeText(Math.max(0, this.times.next(place) - agedMs), this.definition.timeFormat),
      k: this.key(),
      g: random.chance(0.3) ? null : random.pick(['a', 'b']),
      n,
      x: random.chance(0.3) ? null : random.int(-4_000, 4_000) / 4,
      y: random.chance(0.2) ? null : random.int(0, 99),
      id: random.chance(0.1) ? null : this.id(),
    };
    const sent = this.lacksTime() ? { ...fields, at: null } : fields;
    const line = JSON.stringify({ ...this.dropSomeNulls(sent), extra: this.extra() });
    return { line: Buffer.from(written(line, edges)), event: { kind: 'object', index, fields: sent } };
  }

  /** Where a definition takes such events. */
  private lacksTime(): boolean {
    return this.definition.stages.some(({ meaning }) => meaning.time?.isAtOptional) && this.without.chance(0.3);
  }

  bad(index: number, place: number): SentEvent {
    const at = timeText(this.times.next(place), this.definition.timeFormat);
    return badEvent(this.random, index, { at, k: this.habits.oddKeys ? this.key() : 'k0', n: 1 });
  }

  private key(): string {
    const { keys, skew, oddKeys } = this.habits;
    return keyName(Math.floor(keys * this.random.unit() ** (1 + skew)), oddKeys);
  }

  /** Most often a new one; some are used again, soon or after a while. */
  private id(): string {
    const { random } = this;
    const isCopy = this.count > 0 && random.chance(this.habits.copies);
    return `e${isCopy ? Math.max(0, this.count - random.skewed(1, 100)) : this.count++}`;
  }

  /** What no schema asks for, now and then much of it. */
  private extra(): unknown {
    if (this.edges.chance(0.005)) return 'much of it '.repeat(this.edges.skewed(10, 10_000));
    return this.random.chance(0.1) ? [{}] : undefined;
  }

  private dropSomeNulls(fields: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null || this.random.chance(0.5)));
  }
}

function timeText(eventTimeMs: number, format: TimeFormat): string | number {
  if (format === 'iso') return new Date(eventTimeMs).toISOString();
  return format === 'seconds' ? eventTimeMs / 1000 : eventTimeMs;
}
