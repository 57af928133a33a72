import { count, definePipeline, epochMillis, string, table, tumbling } from 'tidemark';
import { heldEvents } from '../../input/held-events';
import { keyReader } from '../../input/input-event';

const definition = {
  name: 'clicks',
  event: { id: string(), ad: string(), at: epochMillis() },
  lookups: { ads: table({ file: './ads.csv', key: 'ad', columns: { ad: string(), campaign: string() } }) },
  derive: { click: 'upper(id)' },
  eventTime: 'at',
  queries: {
    q: { groupBy: { campaign: 'lookup(ads, ad).campaign' }, window: tumbling(1000), select: { clicks: count() } },
  },
} as const;

test('events have their partition keys where nothing reads the tables: a derived one', () => {
  const pipeline = definePipeline({ ...definition, dedupe: { by: 'click', within: '1 minute' } });
  expect(keyReader(pipeline)('{"id":"c1","ad":"a","at":1}')).toBe('C1');
});

test('and one in rows', () => {
  const pipeline = definePipeline({
    ...definition,
    source: { format: 'csv', columns: ['id', 'ad', 'at'] },
    partitionBy: 'id',
  });
  expect(heldEvents(pipeline, Buffer.from('c1,a,1')).partitionKey).toBe('c1');
});
