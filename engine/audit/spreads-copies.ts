import type { Pipeline } from '../definition/pipeline';
import type { StreamDescription } from '../ports';

/**
 * Whether the stream may put the copies of an event on several shards (record distribution strategy AUTO), where `dedupe` does
 * not know them; without `dedupe` it does not matter where a record lies.
 */
export function spreadsCopies(
  pipeline: Pipeline,
  { source, keepsKeysTogether }: Pick<StreamDescription, 'source' | 'keepsKeysTogether'>,
): boolean {
  const { dedupe } = source === undefined ? pipeline : pipeline.sources![source]!;
  return dedupe !== undefined && !keepsKeysTogether;
}
