import type { Pipeline } from '../../engine/definition/pipeline';
import { finalize } from '../../engine/finalize/finalize';
import type { FinalizeReport, FinalizeRequest } from '../../engine/finalize/request';
import { Environments } from './environments';
import type { KinesisModel } from './kinesis-model';
import type { LookupModel } from './lookup-model';
import type { ObjectStoreModel, OutputStreamModel } from './output-model';
import type { Random } from './random';
import type { TableModel } from './table-model';
import { Actor, isInjected, type World } from './world';

/** What a finalizer has before and after its deadline, ms. */
const USUAL = { workMs: 50_000, reserveMs: 120_000 };

interface FinalizerDeps {
  readonly world: World;
  readonly kinesis: KinesisModel;
  readonly state: TableModel;
  readonly results: TableModel;
  readonly stream: OutputStreamModel;
  readonly lake: ObjectStoreModel;
  readonly lookups: LookupModel;
  readonly pipelineNow: () => Pipeline;
}

/** Starts finalizers by hints and by the tick, several at once, and lets some of them die. */
export class FinalizerModel {
  readonly tickMs: number;
  /** How idle shards are treated until the input has ended. */
  readonly whenIdle: FinalizeRequest['whenIdle'];
  launches = 0;
  /** The reports since the input ended, the latest last. */
  readonly reports: (FinalizeReport & { readonly tick: boolean })[] = [];
  inputEnded = false;
  private readonly underWay = new Set<Actor>();
  private hasEnded = false;
  private hinted = false;
  private readonly random: Random;
  private readonly runningMax: number;
  private readonly hintDelayMs: number;
  private readonly environments: Environments;

  constructor(private readonly deps: FinalizerDeps) {
    const random = (this.random = deps.world.random.fork('finalizer'));
    this.tickMs = random.pick([20_000, 60_000, 60_000]);
    this.whenIdle = random.chance(0.2) ? 'hold' : 'flush';
    this.runningMax = random.int(1, 4);
    this.hintDelayMs = random.skewed(50, 3_000);
    this.environments = new Environments(random.fork('environments'));
    deps.state.watchers.push(item => {
      if (item.pk.startsWith('C#')) this.hint();
    });
  }

  start(): void {
    const { scheduler, outage } = this.deps.world;
    scheduler.after(Math.max(this.tickMs, outage.restMs), () => {
      this.launch(true);
      this.start();
    });
  }

  /** No function of the pipeline runs any more. */
  end(): void {
    this.hasEnded = true;
    for (const actor of this.underWay) actor.kill();
  }

  /** A commit arrived on the table's stream: some of them together start a finalizer. */
  private hint(): void {
    const { world } = this.deps;
    if (world.faults.hits('hints')) {
      const fate = this.random.pick(['lost', 'doubled', 'delayed'] as const);
      world.trace(() => `hint ${fate}`);
      if (fate === 'doubled') world.scheduler.after(this.random.skewed(1, 5_000), () => this.launch(false));
      if (fate === 'delayed') world.scheduler.after(this.random.skewed(1_000, 60_000), () => this.launch(false));
      if (fate !== 'doubled') return;
    }
    if (this.hinted) return;
    this.hinted = true;
    world.scheduler.after(this.random.int(1, this.hintDelayMs), () => {
      this.hinted = false;
      this.launch(false);
    });
  }

  private launch(tick: boolean): void {
    const { world, kinesis, state, results, stream, lake, lookups } = this.deps;
    if (this.hasEnded || world.outage.isOn || (!tick && this.underWay.size >= this.runningMax)) return;
    const { scheduler, faults } = world;
    const number = ++this.launches;
    const actor = new Actor(`finalize #${number}`, world, world.random.fork(`finalize ${number}`), world.heavy?.pace);
    const nowMs = scheduler.nowMs + actor.clockSkewMs;
    const clock = { now: () => scheduler.nowMs + actor.clockSkewMs, sleep: (ms: number) => actor.sleep(ms) };
    const { workMs, reserveMs } = world.heavy ?? USUAL;
    const lifeMs = this.random.chance(0.2) ? this.random.skewed(500, 10_000) : workMs;
    const { inputEnded } = this;
    const request: FinalizeRequest = {
      tick,
      whenIdle: inputEnded ? 'flush' : this.whenIdle,
      endOfInput: inputEnded && this.whenIdle === 'hold',
      deadlineMs: nowMs + lifeMs,
    };
    world.trace(() => `${actor.name} starts${tick ? ' by the tick' : ''}`);
    this.underWay.add(actor);
    const ends = (how: string, end: () => void): void => {
      if (!actor.isAlive) return;
      end();
      this.underWay.delete(actor);
      world.trace(() => `${actor.name} ${how}`);
    };
    const ports = { state: state.portFor(actor), files: lookups.portFor(actor), clock };
    const environment = this.environments.take(this.deps.pipelineNow(), ports);
    const deps = {
      pipeline: environment.pipeline,
      source: kinesis.portFor(actor),
      state: environment.state,
      lookups: environment.lookups,
      results: results.portFor(actor),
      aggregates: stream.portFor(actor),
      lake: lake.portFor(actor),
      clock,
    };
    if (faults.hits('finalizer-deaths'))
      scheduler.after(this.random.skewed(1, 10_000), () => ends('dies', () => actor.kill()));
    scheduler.after(lifeMs + reserveMs, () => ends('is killed at its timeout', () => actor.kill()));
    finalize(request, deps).then(
      report => {
        if (actor.isAlive && inputEnded) this.reports.push({ ...report, tick });
        if (actor.isAlive) this.environments.release(environment);
        ends(`reports ${JSON.stringify(report)}`, () => actor.rest());
      },
      (error: unknown) => {
        const known = isInjected(error);
        if (actor.isAlive && !known)
          world.fail('error', `${actor.name}: ${error instanceof Error ? error.stack : String(error)}`);
        if (actor.isAlive) this.environments.release(environment);
        ends(`fails: ${String(error)}`, () => actor.rest());
      },
    );
  }
}
