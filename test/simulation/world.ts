import type { FaultClass, Faults } from './faults';
import type { HeavyRun } from './heavy-run';
import type { Outage } from './outage';
import type { Random } from './random';
import type { Scheduler } from './scheduler';

/** The clock of a function may be wrong by so much, ms. */
export const SKEW_MS = 1_500;

/** Something that must never happen, and did. */
class Violation extends Error {
  override readonly name = 'Violation';

  constructor(
    readonly rule: string,
    text: string,
  ) {
    super(`${rule}: ${text}`);
  }
}

/** What all parts of a run share. */
export interface World {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly outage: Outage;
  readonly heavy: HeavyRun | undefined;
  /** Notes what happens, in words; the text is only made when somebody reads it. */
  trace(text: () => string): void;
  /** Ends the run with a violation. */
  fail(rule: string, text: string): void;
}

/** An infrastructure error, as the ports may throw it. */
export class InjectedError extends Error {
  override readonly name: string = 'InjectedError';
}

/** Whether what failed is what the world let fail, also within what an error of the engine's tells of it. */
export function isInjected(error: unknown): boolean {
  return (
    error instanceof InjectedError || (error instanceof Error && error.cause !== undefined && isInjected(error.cause))
  );
}

/** How a call of a port ends. */
type Fate = 'answered' | 'refused' | 'answerLost' | 'appliedLater';

interface Call<T> {
  readonly name: string;
  /** Changes or reads the model, at one moment. */
  readonly apply: () => T;
  /** The class of faults that refuse the call. */
  readonly refusedBy: FaultClass;
  /** The class of faults that apply the call and hide it; none for reads. */
  readonly hiddenBy?: FaultClass;
}

/** One running function: what it asks of the world goes through `call`. A dead one is never answered, a frozen one once it thaws. */
export class Actor {
  private state: 'running' | 'frozen' | 'thawed' | 'dead' = 'running';
  private readonly held: (() => void)[] = [];
  private readonly pace: readonly [number, number];
  readonly clockSkewMs: number;

  constructor(
    readonly name: string,
    readonly world: World,
    private readonly random: Random,
    /** The least and the most that a call takes, ms; none: it is drawn. */
    pace?: readonly [number, number],
  ) {
    const { faults } = world;
    this.pace = pace ?? drawnPace(faults, random);
    this.clockSkewMs = faults.isOn('clock-skew') ? random.int(-SKEW_MS, SKEW_MS) : 0;
  }

  /** Its invocation has neither ended nor failed. */
  get isAlive(): boolean {
    return this.state === 'running';
  }

  /** Ends the function: nothing answers it any more; what it had asked for may still happen. */
  kill(): void {
    this.state = 'dead';
  }

  /** The invocation has ended. What is still under way then mostly goes nowhere; or it is frozen, and goes on in a later one. */
  rest(): void {
    const { scheduler, faults, trace } = this.world;
    if (!faults.hits('frozen-functions')) return this.kill();
    this.state = 'frozen';
    scheduler.after(this.random.skewed(1_000, 2_400_000), () => {
      if (!faults.isOn('frozen-functions')) return this.kill();
      if (this.held.length > 0) trace(() => `${this.name} thaws`);
      this.state = 'thawed';
      for (const run of this.held.splice(0)) this.wakeAfter(0, run);
      scheduler.after(this.random.skewed(1_000, 50_000), () => this.kill());
    });
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => this.wakeAfter(ms, resolve));
  }

  /** Lets the function's code go on, once it runs. */
  private wakeAfter(ms: number, run: () => void): void {
    this.world.scheduler.wakeAfter(ms, () => {
      if (this.state === 'frozen') this.held.push(run);
      else if (this.state !== 'dead') run();
    });
  }

  call<T>(call: Call<T>): Promise<T> {
    const { scheduler } = this.world;
    return new Promise<T>((resolve, reject) => {
      if (this.state === 'dead') return;
      const fate = this.fateOf(call);
      const latencyMs = this.latencyMs();
      const appliedMs = this.random.int(0, latencyMs);
      const survives = this.random.chance(0.5);
      const apply = (onValue: (value: T) => void): void => {
        if (this.state === 'dead' && !survives) return;
        let value: T;
        try {
          value = call.apply();
        } catch (error) {
          if (error instanceof Violation) this.world.fail(error.rule, error.message);
          this.wakeAfter(0, () => reject(error as Error));
          return;
        }
        onValue(value);
      };
      const fail = (): void => {
        this.world.trace(() => `${this.name}: ${call.name} ${fate}`);
        this.wakeAfter(latencyMs, () => reject(new InjectedError(`${call.name} ${fate}`)));
      };
      if (fate === 'answered') {
        scheduler.after(appliedMs, () => apply(value => this.wakeAfter(latencyMs - appliedMs, () => resolve(value))));
        return;
      }
      fail();
      if (fate === 'answerLost') scheduler.after(appliedMs, () => apply(() => undefined));
      if (fate === 'appliedLater')
        scheduler.after(latencyMs + this.random.skewed(10, 60_000), () => apply(() => undefined));
    });
  }

  private fateOf<T>(call: Call<T>): Fate {
    const { faults } = this.world;
    if (faults.hits(call.refusedBy)) return 'refused';
    if (call.hiddenBy && faults.hits(call.hiddenBy)) return this.random.chance(0.5) ? 'answerLost' : 'appliedLater';
    return 'answered';
  }

  private latencyMs(): number {
    const [least, most] = this.pace;
    return this.random.skewed(least, most);
  }
}

function drawnPace(faults: Faults, random: Random): readonly [number, number] {
  return faults.hits('slow-functions')
    ? random.pick([
        [100, 2_000],
        [500, 6_000],
        [2, 20_000],
      ] as const)
    : random.pick([
        [1, 3],
        [1, 15],
        [5, 150],
      ] as const);
}
