import type { Random } from './random';

/** What can go wrong, with the chance per occasion while the class is on. Half of the classes are on in a run. */
const CLASSES = {
  /** A table call fails and did nothing. */
  'table-errors': 0.03,
  /** A table call fails although it was applied, or is applied later. */
  'table-lost-answers': 0.03,
  /** A batch write leaves some of its items. */
  'unprocessed-items': 0.15,
  /** A query's pages are read at different times. */
  'torn-queries': 0.3,
  /** A read of the source stream fails. */
  'source-errors': 0.03,
  /** A read of a lookup table's file fails. */
  'lookup-errors': 0.1,
  /** A read of the source stream finds nothing although records follow. */
  'empty-reads': 0.25,
  /** A new shard is not listed for a while, and the pages of a listing are read at different times. */
  'listing-lag': 1,
  /** A put to the aggregates stream or to the lake fails, wholly or in part. */
  'output-errors': 0.08,
  /** A put is reported as failed although it arrived, or arrives later. */
  'output-lost-answers': 0.05,
  /** A function runs slowly: its calls take seconds. */
  'slow-functions': 0.1,
  /** An invocation exceeds its timeout while its function goes on for a while. */
  timeouts: 0.04,
  /** A function dies in the middle of an invocation. */
  crashes: 0.05,
  /** The function's answer does not reach the mapping, which tries again. */
  'lost-responses': 0.04,
  /** The mapping goes back to an older position, with the state of then, an older one, the latest or none. */
  failovers: 0.05,
  /** The mapping loses the state, and goes on after records that were folded into it. */
  'lost-states': 0.04,
  /** The function is handed a state that another version of it has written, or nobody. */
  'foreign-states': 0.04,
  /** The mapping goes on after records that it never delivered. */
  skips: 0.02,
  /** A window ends before its time, and goes on. */
  'early-finals': 0.06,
  /** A shard is not read for a while. */
  lag: 0.02,
  /** A shard's mapping stops for good: only the sweeper can help. */
  'dead-mappings': 0.15,
  /** A finalizer dies in the middle. */
  'finalizer-deaths': 0.15,
  /** What is under way when an invocation ends goes on in a later one. */
  'frozen-functions': 0.5,
  /** Hints of new commits are lost, doubled or delayed. */
  hints: 0.2,
  /** Records expire, and no function runs for about as long as they are kept. */
  expiry: 1,
  /** The clocks of functions and of Kinesis disagree. */
  'clock-skew': 1,
  /** The definition changes while events flow. */
  deploy: 1,
  /** Shards are split and merged. */
  reshard: 1,
  /** Records that cannot be read, events that do not satisfy the schema. */
  poison: 0.12,
  /** Events of long ago. */
  'late-events': 0.15,
  /** Events of the future. */
  'future-events': 0.05,
  /** A record is put twice by its producer. */
  'producer-duplicates': 0.08,
} as const;

export type FaultClass = keyof typeof CLASSES;
export const FAULT_CLASSES = Object.keys(CLASSES) as FaultClass[];

/** Decides what goes wrong in a run. Each class draws from a generator of its own. */
export class Faults {
  private ended = false;
  private readonly states = new Map<FaultClass, { random: Random; rate: number }>();

  constructor(random: Random, without: ReadonlySet<FaultClass>) {
    const share = random.pick([0.15, 0.35, 0.35, 0.6, 0.8]);
    for (const name of FAULT_CLASSES) {
      const own = random.fork(name);
      const isOn = own.chance(share);
      const rate = CLASSES[name] * own.pick([0.3, 1, 1, 2]);
      if (isOn && !without.has(name)) this.states.set(name, { random: own, rate });
    }
  }

  /** The classes that are on in this run. */
  get classes(): FaultClass[] {
    return [...this.states.keys()];
  }

  isOn(name: FaultClass): boolean {
    return !this.ended && this.states.has(name);
  }

  hits(name: FaultClass): boolean {
    const state = this.states.get(name);
    return !this.ended && state !== undefined && state.random.chance(state.rate);
  }

  /** The generator of a class, for what its fault looks like. */
  randomOf(name: FaultClass): Random {
    return this.states.get(name)!.random;
  }

  /** From now on nothing goes wrong. */
  end(): void {
    this.ended = true;
  }
}
