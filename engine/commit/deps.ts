import type { SeenDeps } from '../dedupe/load-seen';
import type { Pipeline } from '../definition/pipeline';
import { pipelineOf } from '../definition/sources';
import type { Clock, LookupSource, SchemaRegistry } from '../ports';

/** What a progress is started from. */
export interface ProgressDeps extends SeenDeps {
  readonly pipeline: Pipeline;
  /** Where the definition has lookups. */
  readonly lookups?: LookupSource | undefined;
  /** How events are read and folded; `plain`, by JSON.parse and objects, is the reference. Default: `strict`. */
  readonly path?: 'strict' | 'plain';
}

export type FoldDeps = Pick<ProgressDeps, 'pipeline' | 'path'>;

/** What folding and committing a shard's records needs. */
export interface CommitDeps extends ProgressDeps {
  readonly clock: Clock;
  /** Where the definition's records name schemas. */
  readonly schemas?: SchemaRegistry | undefined;
}

/** What a shard needs, whose pipeline is then as it sees it. */
export function depsOf<Deps extends { readonly pipeline: Pipeline }>(deps: Deps, shardId: string): Deps {
  return deps.pipeline.sources ? { ...deps, pipeline: pipelineOf(deps.pipeline, shardId) } : deps;
}
