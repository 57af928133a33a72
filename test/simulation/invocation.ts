import { aggregate } from '../../engine/aggregate/aggregate';
import type { AggregateInvocation } from '../../engine/aggregate/invocation';
import type { WindowState } from '../../engine/commit/window-state';
import { ShardNotListed } from '../../engine/commit/start';
import { short } from './shards';
import type { MappingDeps } from './mapping-deps';
import type { Random } from './random';
import { Actor, isInjected } from './world';

const STATE_BYTES_MAX = 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** One invocation of the function: the state it answers, or undefined where the mapping saw a failure. */
export function invoke(deps: MappingDeps, number: number, sent: AggregateInvocation): Promise<WindowState | undefined> {
  const { world, kinesis } = deps;
  const random = world.random.fork(`invocation ${number}`);
  const actor = new Actor(`aggregate ${sent.shardId} #${number}`, world, random);
  const invocation = JSON.parse(JSON.stringify({ ...sent, records: [] })) as AggregateInvocation;
  const clock = { now: () => world.scheduler.nowMs + actor.clockSkewMs, sleep: (ms: number) => actor.sleep(ms) };
  const ports = { state: deps.state.portFor(actor), files: deps.lookups.portFor(actor), clock };
  const environment = deps.environments.take(deps.pipelineNow(), ports);
  const { pipeline, state, lookups } = environment;
  world.trace(() => `${actor.name}: ${describe(sent)}`);
  return new Promise(resolve => {
    const failed = (why: string): void => {
      world.trace(() => `${actor.name}: ${why}`);
      resolve(undefined);
    };
    planFailure(actor, random, failed);
    aggregate(
      { ...invocation, records: sent.records },
      { pipeline, source: kinesis.portFor(actor), state, clock, lookups },
    ).then(
      answer => {
        if (!actor.isAlive) return;
        actor.rest();
        deps.environments.release(environment);
        const text = JSON.stringify(answer.state);
        if (text.length > STATE_BYTES_MAX) world.fail('state', `a window state of ${text.length} bytes`);
        if (world.faults.hits('lost-responses')) return failed('response lost');
        resolve(JSON.parse(text) as WindowState);
      },
      (error: unknown) => {
        if (!actor.isAlive) return;
        actor.rest();
        deps.environments.release(environment);
        const mayFail = isInjected(error) || error instanceof ShardNotListed;
        if (!mayFail) world.fail('error', `${actor.name}: ${error instanceof Error ? error.stack : String(error)}`);
        failed(`failed: ${String(error)}`);
      },
    );
  });
}

/** Chooses whether the function dies or exceeds its time; then its old attempt goes on for a while. */
function planFailure(actor: Actor, random: Random, failed: (why: string) => void): void {
  const { scheduler, faults } = actor.world;
  if (faults.hits('crashes')) {
    scheduler.wakeAfter(random.skewed(1, 2_000), () => {
      if (!actor.isAlive) return;
      actor.kill();
      failed('crashed');
    });
  }
  const timeoutMs = faults.hits('timeouts') ? random.skewed(1, 5_000) : TIMEOUT_MS;
  scheduler.wakeAfter(timeoutMs, () => {
    if (!actor.isAlive) return;
    failed('timed out');
    scheduler.after(random.skewed(1, 60_000), () => actor.kill());
  });
}

function describe({ records, isFinal, state }: AggregateInvocation): string {
  const range =
    records.length === 0 ? 'no records' : `${records.length} records from ${short(records.at(0)!.sequenceNumber)}`;
  return `${range}${isFinal ? ', final' : ''}, state ${Object.keys(state ?? {}).length > 0 ? 'kept' : 'empty'}`;
}
