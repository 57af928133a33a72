import { circumstancesOf } from './circumstances';
import { deploymentOf, LIFE_MS } from './deployment';
import type { FaultClass } from './faults';
import { FinalizerModel } from './finalizer-model';
import type { Pipeline } from '../../engine/definition/pipeline';
import { epochKey } from '../../engine/store/keys';
import { checkAudit } from './check-audit';
import { checkMadeAnew } from './check-made-anew';
import { checkAll } from './invariants';
import { KeptResults } from './kept-results';
import { KinesisModel } from './kinesis-model';
import { LookupModel } from './lookup-model';
import { MappingModel } from './mapping-model';
import { ObjectStoreModel, OutputStreamModel } from './output-model';
import { Outage } from './outage';
import { Scheduler } from './scheduler';
import { TableModel } from './table-model';
import { Watch } from './watch';
import { Workload } from './workload';
import type { World } from './world';

export interface RunOptions {
  readonly seed: number;
  /** Classes of faults that are kept out of the run. */
  readonly without?: ReadonlySet<FaultClass>;
  /** Takes the run in words, line by line. */
  readonly onTrace?: (line: string) => void;
}

export interface Outcome {
  readonly seed: number;
  /** What was violated, at most a few; none: the run passed. */
  readonly violations: readonly string[];
  /** The classes of faults that were on. */
  readonly faults: readonly FaultClass[];
  /** Equal for equal runs. */
  readonly fingerprint: string;
  readonly stats: {
    readonly records: number;
    readonly invocations: number;
    readonly finalizers: number;
    readonly epochs: number;
    readonly results: number;
    /** Items of results that were deleted. */
    readonly deleted: number;
    readonly gaps: number;
    /** Records that expired before a gap that a commit states. */
    readonly lost: number;
    readonly steps: number;
  };
}

const START_MS = Date.UTC(2026, 8, 1);
const STEPS_MAX = 2_000_000;
const VIOLATIONS_MAX = 5;
/** After the input ends faults go on for a while, then what was under way may still land. */
const FAULTS_GO_ON_MS = 30_000;
const LANDING_MS = 130_000;
/** By then everything is emitted once faults have ended: the sweeper's patience, the tick, idleness and windows in turn. */
const LIVENESS_MS = 40 * 60_000;

/** One simulated life of a pipeline, from its first record until everything is emitted; all of it follows from the seed. */
export async function simulate({ seed, without = new Set(), onTrace }: RunOptions): Promise<Outcome> {
  const { random, faults, heavy, definition } = circumstancesOf(seed, without);
  const scheduler = new Scheduler(START_MS, random.fork('scheduler'), STEPS_MAX);
  const violations: string[] = [];
  const fail = (rule: string, text: string): void => {
    onTrace?.(`${stamp(scheduler)} VIOLATION ${rule}: ${text}`);
    if (violations.length < VIOLATIONS_MAX) violations.push(`${rule}: ${text}`);
  };
  const trace = (text: () => string): void => onTrace?.(`${stamp(scheduler)} ${text()}`);
  const outage = new Outage(scheduler, faults, random);
  const world: World = { scheduler, random, faults, outage, heavy, trace, fail };

  const kinesis = new KinesisModel(world, random.skewed(1, 16), definition.streams);
  const state = new TableModel('state');
  const results = new TableModel('results');
  const pipelines = faults.isOn('deploy') ? definition.stages : definition.stages.slice(0, 1);
  const watch = new Watch(world, kinesis, state, results, pipelines);
  const kept = new KeptResults(world, results, pipelines, watch.epochs);
  const stream = new OutputStreamModel(record => watch.onStream(record));
  const lake = new ObjectStoreModel((name, before, after) =>
    fail('I4', `two contents of ${name}: ${before} and ${after}`),
  );
  const workload = new Workload(world, kinesis, definition);
  const deployment = deploymentOf(world, definition, workload.durationMs);
  const { pipelineNow } = deployment;
  const lookups = new LookupModel(world);
  const mapping = new MappingModel({ world, kinesis, state, lookups, pipelineNow });
  const finalizers = new FinalizerModel({ world, kinesis, state, results, stream, lake, lookups, pipelineNow });
  trace(
    () =>
      `seed ${seed}: faults ${faults.classes.join(', ')}; ${JSON.stringify({ ...definition, habits: workload.habits, mapping: mapping.settings })}`,
  );

  mapping.start();
  finalizers.start();
  lookups.plan(workload.durationMs);
  planReshards(world, kinesis, workload.durationMs);
  let inputHasEnded = false;
  outage.plan(
    workload.durationMs,
    () => state.get(epochKey(1)) !== undefined,
    () => inputHasEnded,
    () => trace(() => `no function runs for ${outage.restMs / 1000} s`),
  );
  const broken = (): boolean => violations.length > 0;
  // It would end a function's process.
  const onUnhandled = (reason: unknown): void => fail('error', `nobody waits for what rejects: ${String(reason)}`);
  process.on('unhandledRejection', onUnhandled);
  try {
    void workload.run().then(() => (inputHasEnded = true));
    await scheduler.run(Infinity, () => inputHasEnded || broken());
    trace(() => 'the input has ended');
    finalizers.inputEnded = true;
    await scheduler.run(scheduler.nowMs + outage.restMs + FAULTS_GO_ON_MS, broken);
    faults.end();
    trace(() => 'the faults have ended');
    const endedMs = scheduler.nowMs;
    await scheduler.run(endedMs + LANDING_MS, broken);
    finalizers.reports.length = 0;
    const isDone = (): boolean => finalizers.reports.some(report => report.tick && report.caughtUp && report.flushed);
    await scheduler.run(endedMs + LIVENESS_MS, () => isDone() || broken());
    if (!broken() && !isDone())
      fail(
        'I5',
        `not everything is emitted ${LIVENESS_MS / 60_000} minutes after the last fault: ${JSON.stringify(finalizers.reports.at(-1))}`,
      );
    if (!broken()) await scheduler.run(scheduler.nowMs + deleting(pipelines), broken);
    if (!broken()) await checkRest(world, mapping, finalizers, () => watch.writes + results.puts + watch.emissions);
    if (!broken()) {
      checkAll({
        pipelines,
        settledMs: deployment.settledMs,
        runsUntilMs: deployment.runsUntilMs,
        kinesis,
        state,
        results: kept.whole,
        lake,
        lookups,
        watch,
        noLateEvents: workload.hasNoLateEvents,
        fail,
      });
      await checkAudit(world, pipelineNow(), kinesis, state, lookups);
      if (random.fork('made anew').chance(0.2)) {
        finalizers.end();
        await checkMadeAnew(world, pipelineNow(), kinesis, state, lookups);
      }
    }
  } catch (error) {
    fail('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
  const stats = {
    records: workload.records,
    invocations: mapping.invocations,
    finalizers: finalizers.launches,
    epochs: watch.epochs.length,
    results: watch.emissions,
    deleted: kept.deleted,
    gaps: watch.gaps,
    lost: watch.lost,
    steps: scheduler.steps,
  };
  const fingerprint = JSON.stringify([stats, scheduler.nowMs, state.puts, results.puts, watch.commits.at(-1)?.digest]);
  return { seed, violations, faults: faults.classes, fingerprint, stats };
}

/** How long it may take until retention has deleted what is kept for a while only: an executor's life, and the longest that is kept, ms. */
function deleting(pipelines: readonly Pipeline[]): number {
  const keptMs = Math.max(...pipelines.flatMap(({ queries }) => queries.map(({ keepMs = 0 }) => keepMs)));
  return keptMs === 0 ? 0 : 17 * 60_000 + keptMs;
}

/** Once everything is emitted, and the mapping has delivered what the sweeper was faster to fold, nothing is written any more. */
async function checkRest(
  { scheduler, fail }: World,
  mapping: MappingModel,
  { tickMs }: FinalizerModel,
  writes: () => number,
): Promise<void> {
  await scheduler.run(Infinity, () => mapping.isAtRest);
  await scheduler.run(scheduler.nowMs + LIFE_MS, () => false);
  const before = writes();
  await scheduler.run(scheduler.nowMs + 2 * tickMs, () => false);
  if (writes() !== before) fail('rest', `${writes() - before} writes while nothing happens`);
}

/** In some runs what is split is merged soon after: a shard may then have come and gone without a record. */
function planReshards({ scheduler, faults, random }: World, kinesis: KinesisModel, durationMs: number): void {
  if (!faults.isOn('reshard')) return;
  const own = random.fork('reshard');
  const pairs = random.fork('pairs of reshards');
  const arePairs = pairs.chance(0.25);
  const plan = (isSplit: boolean, atMs: number): void =>
    scheduler.after(atMs, () => {
      if (!faults.isOn('reshard')) return;
      if (isSplit) kinesis.split();
      else kinesis.merge();
    });
  for (let i = own.int(1, 5); i > 0; i--) {
    const isSplit = own.chance(0.6);
    const atMs = own.int(0, durationMs);
    plan(isSplit, atMs);
    if (isSplit && arePairs) plan(false, atMs + pairs.skewed(1_000, 20_000));
  }
}

function stamp(scheduler: Scheduler): string {
  return `${((scheduler.nowMs - START_MS) / 1000).toFixed(3)}s`;
}
