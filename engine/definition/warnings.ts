import type { Pipeline } from './pipeline';
import { viewsOf } from './sources';

/** What is allowed in a definition but may not do what is expected, a line each; shown by who loads it. */
export function definitionWarnings(pipeline: Pipeline): readonly string[] {
  return viewsOf(pipeline)
    .filter(([, view]) => scattersCopies(view))
    .map(([source, view]) => `${source === undefined ? '' : `sources.${source}.`}${scatteredCopies(view)}`);
}

/**
 * Copies are known on the shard they arrive on. A copy has the same partition key as the event, unless events have none, or
 * may have none; one without the id is never a copy.
 */
function scattersCopies({ dedupe, partitionBy, fields }: Pipeline): boolean {
  if (!dedupe) return false;
  return partitionBy === undefined || (fields[partitionBy]!.isOptional && partitionBy !== dedupe.by);
}

function scatteredCopies({ dedupe, partitionBy, fields }: Pipeline): string {
  const { by } = dedupe!;
  const why = partitionBy === undefined ? 'there is no partitionBy' : `${partitionBy}, the partition key, is optional`;
  const mend = Object.hasOwn(fields, by) ? `partitionBy: '${by}'` : 'partitionBy with a field that every event has';
  return `dedupe: copies are dropped on the shard they arrive on, and ${why}: copies of an event may arrive on different shards and count twice; set ${mend}`;
}
