import {
  count,
  definePipeline,
  epochMillis,
  isoTime,
  number,
  type PipelineInput,
  sma,
  string,
  sum,
  tumbling,
} from '../../../engine/index';

type Input = PipelineInput<Record<never, never>, never>;

/** Orders with a query `q`, another that is as usual, and one over that; parts of `q` and of all may be others. */
export const orders = (query: object = {}, parts: object = {}) =>
  definePipeline({
    name: 'orders',
    event: { shop: string(), city: string(), price: number(), at: epochMillis(), seen: isoTime() },
    eventTime: 'at',
    derive: { big: 'price > 100', odd: () => 'x' },
    ...parts,
    queries: {
      q: {
        where: 'big',
        groupBy: ['shop'],
        window: tumbling('1 minute'),
        select: { n: count(), revenue: sum('price') },
        ...query,
      },
      other: { groupBy: ['city'], window: tumbling('1 minute'), select: { n: count() } },
      trend: { over: 'other', select: { mean: sma('n', 3) } },
    },
  } as unknown as Input & { readonly eventTime: never });
