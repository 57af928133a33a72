import {
  definePipeline,
  epochMillis,
  integer,
  number,
  type PipelineInput,
  string,
  tumbling,
} from '../../../engine/index';
import type { ResultRecord } from '../../../engine/results/result-row';
import { Rig } from '../../support/rig';
import { T0 } from '../../support/clicks';

type Input = PipelineInput<Record<never, never>, never>;

/** A pipeline of orders and of other events, with one query `q` over windows of 10 s. */
export function ordersPipeline(query: object, parts: object = {}) {
  return definePipeline({
    name: 'orders',
    event: {
      kind: string(),
      shop: string(),
      at: epochMillis(),
      price: number().optional(),
      quantity: integer().optional(),
    },
    eventTime: 'at',
    watermark: { outOfOrderness: 0, idleTimeout: '30 seconds', maxFutureSkew: '1 minute' },
    late: { allowed: '1 hour' },
    ...parts,
    queries: { q: { window: tumbling('10 seconds'), select: { n: 'count(*)' }, ...query } },
  } as unknown as Input & { readonly eventTime: never });
}

/** An order `seconds` after T0. */
export const order = (seconds: number, more: object = {}) => ({
  kind: 'order',
  shop: 'a',
  at: T0 + seconds * 1000,
  price: 1,
  quantity: 1,
  ...more,
});

/** All events in one batch, to their end. */
export async function runAll(pipeline: ReturnType<typeof ordersPipeline>, events: readonly unknown[]): Promise<Rig> {
  const rig = new Rig(pipeline);
  await rig.aggregate([rig.put(events)]);
  await rig.finalize({ endOfInput: true });
  return rig;
}

/** What stands at the end: key and values of each result that is not taken back. */
export function standing(rig: Rig): Pick<ResultRecord, 'key' | 'values'>[] {
  return rig
    .latest()
    .filter(({ retracted }) => !retracted)
    .map(({ key, values }) => ({ key, values }));
}
