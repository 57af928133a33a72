import type { Logger } from '@aws-lambda-powertools/logger';
import { spreadsCopies } from '../../engine/audit/spreads-copies';
import type { Pipeline } from '../../engine/definition/pipeline';
import { viewsOf } from '../../engine/definition/sources';
import type { SourceStream } from '../../engine/ports';
import type { Meter } from './meter';

interface Checked {
  readonly pipeline: Pipeline;
  readonly source: Pick<SourceStream, 'describe'>;
}

/**
 * Whether the stream still keeps the copies of an event together, which its owner may switch at any time. One call, of which an
 * account has 20 a second, and only where the definition needs it. That it fails stops nothing: the next tick asks again.
 */
export async function checkSource(
  { pipeline, source }: Checked,
  meter: Pick<Meter, 'copiesSpread'>,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  if (!viewsOf(pipeline).some(([, { dedupe }]) => dedupe)) return;
  try {
    if (!(await source.describe()).some(stream => spreadsCopies(pipeline, stream))) return;
    meter.copiesSpread();
    logger.warn('dedupe: the stream spreads copies over its shards (record distribution strategy AUTO)');
  } catch (error) {
    logger.warn('the stream cannot be described', { error: error as Error });
  }
}
