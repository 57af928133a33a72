import type { Circumstances } from './circumstances';
import { type Mutant, mutant } from './mutant';

/** What one stream's shards take from another, where there are several. */
export const STREAM_MISTAKES: readonly Mutant[] = [
  mutant(
    'W1-takes-the-disorder-of-one-stream-for-all',
    47,
    'epoch/cut-epoch.ts',
    'pipelineOf(pipeline, shardId).watermark',
    "pipelineOf(pipeline, 'a/' + shardId).watermark",
    hasStreams,
  ),
  mutant(
    'W1-takes-the-greatest-disorder-for-all-streams',
    47,
    'epoch/cut-epoch.ts',
    'pipelineOf(pipeline, shardId).watermark',
    'pipeline.watermark',
    hasStreams,
  ),
  mutant(
    'counts-events-of-another-stream',
    2,
    'definition/source-queries.ts',
    '...(!part && { where: columns',
    '...(!part && !columns && { where: columns',
    hasStreams,
  ),
  mutant(
    'counts-events-of-all-streams-where-one-is-counted',
    2,
    'definition/check-shared-query.ts',
    'typesOf(keys), true)',
    'typesOf(keys), false)',
    hasStreams,
  ),
  mutant(
    'sweeps-by-what-another-stream-is',
    47,
    'finalize/sweep.ts',
    'depsOf(deps, shardId)',
    "depsOf(deps, 'a/' + shardId)",
    hasStreams,
  ),
  mutant(
    'audits-by-what-another-stream-is',
    2,
    'audit/audit-shard.ts',
    'depsOf(pipelineDeps, shardId)',
    "depsOf(pipelineDeps, 'a/' + shardId)",
    hasStreams,
  ),
];

function hasStreams({ definition }: Circumstances): boolean {
  return definition.streams.length > 0;
}
