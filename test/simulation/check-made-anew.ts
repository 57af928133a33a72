import { aggregate } from '../../engine/aggregate/aggregate';
import { keptFrom } from '../../engine/commit/kept-records';
import type { Pipeline } from '../../engine/definition/pipeline';
import { Lookups } from '../../engine/lookup/lookups';
import { commitPk } from '../../engine/store/keys';
import { findingsOf } from './check-audit';
import { asPort, type LookupModel } from './lookup-model';
import type { KinesisModel } from './kinesis-model';
import { asRead, type Shard } from './shards';
import { type CommitRow, readCommit } from './read-state';
import type { TableModel } from './table-model';
import { Actor, type World } from './world';

const RECORDS = 20;
/** An undisturbed invocation has long ended by then. */
const ENDED_MS = 600_000;

/**
 * The source stream deleted and made anew under its name, once a run is over: an audit says so, and no shard goes on with the
 * new stream's records as if they followed the old one's.
 */
export async function checkMadeAnew(
  world: World,
  pipeline: Pipeline,
  old: KinesisModel,
  state: TableModel,
  lookups: LookupModel,
): Promise<void> {
  const random = world.random.fork('the new stream');
  world.trace(() => 'the stream is made anew');
  const kinesis = old.madeAnew(random.skewed(1, 4));
  for (let i = 0; i < RECORDS; i++) kinesis.put(random.uint32(), Buffer.from('of the new stream'), []);
  // What they hold other writes against is the old stream.
  state.watchers.length = 0;
  for (const shard of kinesis.shards.values()) await checkShard(world, pipeline, kinesis, state, lookups, shard);
  const problems = (await findingsOf(world, pipeline, kinesis, state, lookups)).map(({ problem }) => problem);
  const isTold =
    problems.length > 0 && problems.every(problem => problem.startsWith('the state is of an older stream'));
  if (!isTold || problems.length > kinesis.descriptions.length)
    world.fail('audit', `of a stream made anew it finds ${JSON.stringify(problems)}`);
}

/**
 * Delivers the shard's records: the stream refuses the old head's position, and nothing is folded. One whose record must have
 * expired is not asked for; then only the audit tells.
 */
async function checkShard(
  world: World,
  pipeline: Pipeline,
  kinesis: KinesisModel,
  state: TableModel,
  { files }: LookupModel,
  { shardId, records }: Shard,
): Promise<void> {
  const head = chainOf(state, shardId).at(-1);
  const actor = new Actor(`aggregate ${shardId} of the new stream`, world, world.random.fork(`anew ${shardId}`));
  const clock = { now: () => world.scheduler.nowMs, sleep: (ms: number) => actor.sleep(ms) };
  const lookups = new Lookups(pipeline.lookups, asPort(files), clock);
  const deps = { pipeline, source: kinesis.portFor(actor), state: state.portFor(actor), clock, lookups };
  let outcome: string | undefined;
  aggregate({ shardId, records: records.map(asRead), isFinal: true }, deps).then(
    () => (outcome = 'answered'),
    (error: unknown) => (outcome = String(error)),
  );
  await world.scheduler.run(world.scheduler.nowMs + ENDED_MS, () => outcome !== undefined);
  world.trace(() => `${actor.name}: ${outcome}`);
  if (outcome !== 'answered' && !outcome?.startsWith('InvalidArgumentException'))
    world.fail('error', `${actor.name}: ${outcome}`);
  const isAsked = head !== undefined && head.toArrivalMs >= keptFrom(world.scheduler.nowMs);
  if (isAsked && chainOf(state, shardId).at(-1)!.ordinal > head.ordinal)
    world.fail('A2', `${actor.name}: folded as if nothing lay between`);
}

const chainOf = (state: TableModel, shardId: string): CommitRow[] => state.query(commitPk(shardId)).map(readCommit);
