import { count, definePipeline, epochMillis, string, sum, number, tumbling } from '../../engine/index';
import type { PipelineInput } from '../../engine/index';

type Overrides = Pick<PipelineInput<Record<never, never>, never>, 'watermark' | 'late' | 'version'> & {
  readonly dedupe?: { readonly by: 'id'; readonly within: string };
};

/** Clicks by page in windows of 10 s; no out-of-orderness, nothing allowed late, unless overridden. */
export function clicks(overrides: Overrides = {}, emit: 'onClose' | 'onUpdate' = 'onClose') {
  return definePipeline({
    name: 'clicks',
    event: { page: string(), at: epochMillis(), price: number().optional(), id: string().optional() },
    eventTime: 'at',
    watermark: { outOfOrderness: 0, idleTimeout: '30 seconds', maxFutureSkew: '1 minute' },
    late: { allowed: 0 },
    ...overrides,
    queries: {
      by_page: { groupBy: ['page'], window: tumbling('10 seconds'), select: { n: count(), price: sum('price') }, emit },
    },
  });
}

/** The start of all test time. */
export const T0 = Date.UTC(2026, 0, 1);

/** A click `seconds` after T0. */
export const click = (seconds: number, page = 'home') => ({ page, at: T0 + seconds * 1000 });
