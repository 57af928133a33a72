import type { Pipeline } from '../definition/pipeline';
import type { StreamDescription } from '../ports';

/**
 * Whether the stream may put the copies of an event on several shards (record distribution strategy AUTO), where `dedupe` does
 * not know them; without `dedupe` it does not matter where a record lies.
 */
export function spreadsCopies(
  { dedupe }: Pick<Pipeline, 'dedupe'>,
  { keepsKeysTogether }: Pick<StreamDescription, 'keepsKeysTogether'>,
): boolean {
  return dedupe !== undefined && !keepsKeysTogether;
}
