import {
  avg,
  count,
  definePipeline,
  epochMillis,
  hopping,
  number,
  quantile,
  session,
  string,
  topK,
  tumbling,
  type PipelineInput,
  type QueryInput,
} from '../../../engine/index';

type Input = PipelineInput<Record<string, ReturnType<typeof string>>, string>;

/** The mistakes found when one part of a right definition is replaced. */
function mistakes(change: Record<string, unknown>): string {
  const right = {
    name: 'trades',
    event: { stock: string(), price: number(), at: epochMillis() },
    eventTime: 'at',
    queries: { prices: { groupBy: ['stock'], window: tumbling('10 seconds'), select: { mean: avg('price') } } },
  };
  try {
    definePipeline({ ...right, ...change } as unknown as Input);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

const query = (change: Record<string, unknown>) => ({
  queries: { prices: { window: tumbling('10 seconds'), select: { n: count() }, ...change } },
});

describe('definePipeline', () => {
  it.each([
    ['a name that no resource can have', { name: 'My Trades' }, 'name: expected lower-case'],
    ['an event time that is no field', { eventTime: 'when' }, 'eventTime: no field "when"'],
    ['an event time that is no time', { eventTime: 'stock' }, 'eventTime: stock must be epochMillis()'],
    ['a partition key that is no field', { partitionBy: 'symbol' }, 'partitionBy: no field "symbol"'],
    [
      'a duration that is none',
      { watermark: { outOfOrderness: '5 parsecs' } },
      'watermark.outOfOrderness: not a duration',
    ],
    ['a commit interval beyond Lambda', { commitEvery: '1 hour' }, 'commitEvery: expected whole seconds from 1 to 900'],
    ['no queries', { queries: {} }, 'queries: at least one is needed'],
    ['a group key that is no field', query({ groupBy: ['symbol'] }), 'queries.prices.groupBy[0]: no field "symbol"'],
    ['an aggregate of no field', query({ select: { x: avg('cost') } }), 'queries.prices.select.x: no column cost'],
    ['a mean of text', query({ select: { x: avg('stock') } }), 'queries.prices.select.x: avg needs a number, got text'],
    [
      'a quantile above 1',
      query({ select: { x: quantile('price', 95) } }),
      'queries.prices.select.x: q must be from 0 to 1',
    ],
    [
      'too large a k',
      query({ select: { x: topK('stock', 1000) } }),
      'queries.prices.select.x: k must be a whole number from 1 to 20',
    ],
    [
      'a slide longer than the window',
      query({ window: hopping('5 seconds', '10 seconds') }),
      'queries.prices.window.slide',
    ],
    ['a session without a gap', query({ window: session(0) }), 'queries.prices.window.gap'],
    ['something that is no window', query({ window: '10 seconds' }), 'queries.prices.window: expected tumbling'],
    ['an emit that is none', query({ emit: 'always' }), "queries.prices.emit: expected 'onClose' or 'onUpdate'"],
  ])('refuses %s, naming the place', (_, change, message) => {
    expect(mistakes(change)).toContain(message);
  });

  it('names every mistake at once, a line each', () => {
    expect(mistakes({ eventTime: 'when', partitionBy: 'symbol' }).split('\n')).toHaveLength(2);
  });

  it('gives a query another id only when its own meaning changes', () => {
    const of = (select: QueryInput<'price'>['select'], extra = {}) =>
      definePipeline({
        name: 'clicks',
        event: { at: epochMillis(), price: number() },
        eventTime: 'at',
        queries: { a: { window: tumbling(1000), select }, ...extra },
      }).queries[0]!.id;
    const other = { b: { window: tumbling(2000), select: { n: count() } } };
    expect(of({ n: count() }, other)).toBe(of({ n: count() }));
    expect(of({ n: count(), m: avg('price') })).not.toBe(of({ n: count() }));
  });
});
