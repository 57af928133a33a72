import type { Pipeline } from './pipeline';

/** Between a source's name and the id that the shard has on its stream. */
const SEPARATOR = '/';

/** The id of a shard among those of all sources; of a pipeline that reads one stream the shard's own. */
export function shardIdOf(source: string | undefined, shardId: string): string {
  return source === undefined ? shardId : `${source}${SEPARATOR}${shardId}`;
}

/** The source of a shard, where its pipeline has several, and its id on the stream. */
export function ofSource(shardId: string): { readonly source: string | undefined; readonly shardId: string } {
  const at = shardId.indexOf(SEPARATOR);
  return at < 0 ? { source: undefined, shardId } : { source: shardId.slice(0, at), shardId: shardId.slice(at + 1) };
}

/**
 * The pipeline as a shard sees it: what its events are, and what queries read of them. To a shard of a source that the
 * definition does not have any more it has no events.
 */
export function pipelineOf(pipeline: Pipeline, shardId: string): Pipeline {
  const { source } = ofSource(shardId);
  return source !== undefined && pipeline.sources && Object.hasOwn(pipeline.sources, source)
    ? pipeline.sources[source]!
    : pipeline;
}

/** What a pipeline reads, by the source's name: itself where it reads one stream. */
export function viewsOf(pipeline: Pipeline): readonly (readonly [source: string | undefined, view: Pipeline])[] {
  return pipeline.sources ? Object.entries(pipeline.sources) : [[undefined, pipeline]];
}
