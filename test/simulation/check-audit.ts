import { audit } from '../../engine/audit/audit';
import type { Finding } from '../../engine/audit/report';
import type { Pipeline } from '../../engine/definition/pipeline';
import { Lookups } from '../../engine/lookup/lookups';
import type { SourceStream, Table } from '../../engine/ports';
import type { KinesisModel } from './kinesis-model';
import { asPort, type LookupModel } from './lookup-model';
import type { TableModel } from './table-model';
import type { World } from './world';

/** What users run after the fact must agree wherever the invariants hold. */
export async function checkAudit(
  world: World,
  pipeline: Pipeline,
  kinesis: KinesisModel,
  state: TableModel,
  lookups: LookupModel,
): Promise<void> {
  // Gaps are findings for users; here they are checked against what has expired.
  for (const { shardId, from, problem } of await findingsOf(world, pipeline, kinesis, state, lookups))
    if (!problem.endsWith('may have expired unread')) world.fail('audit', `${shardId} ${from ?? ''}: ${problem}`);
}

/** All that an audit finds, by reads that nothing disturbs. */
export async function findingsOf(
  { scheduler }: World,
  pipeline: Pipeline,
  kinesis: KinesisModel,
  state: TableModel,
  { files }: LookupModel,
): Promise<Finding[]> {
  const clock = { now: () => scheduler.nowMs, sleep: () => Promise.resolve() };
  const lookups = new Lookups(pipeline.lookups, asPort(files), clock);
  const deps = { pipeline, source: sourceOf(kinesis), state: tableOf(state), clock, lookups };
  const { shards, findings } = await audit(deps);
  return [...findings, ...shards.flatMap(shard => shard.findings)];
}

function sourceOf(kinesis: KinesisModel): SourceStream {
  return {
    describe: () => Promise.resolve(kinesis.descriptions),
    listShards: () =>
      Promise.resolve(
        [...kinesis.shards.values()]
          .filter(shard => !kinesis.isGone(shard))
          .map(({ shardId, parents, closed }) => ({ shardId, parents, closed })),
      ),
    iteratorAfter: (shardId, after) => Promise.resolve(`${shardId} ${after}`),
    getRecords: iterator => {
      const [shardId, after] = iterator.split(' ') as [string, string];
      return Promise.resolve({
        records: kinesis.keptAfter(shardId, after),
        next: undefined,
        millisBehindLatest: 0,
        childShards: [],
      });
    },
  };
}

function tableOf(model: TableModel): Table {
  const refuse = (): Promise<never> => Promise.reject(new Error('an audit only reads'));
  return {
    get: key => Promise.resolve(model.get(key)),
    query: (pk, range) => Promise.resolve(model.query(pk, range)),
    put: refuse,
    putBatch: refuse,
    insertBatch: refuse,
    deleteBatch: refuse,
  };
}
