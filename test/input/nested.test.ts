import { count, definePipeline, epochNanos, isoTime, number, string, time, tumbling } from 'tidemark';
import { parseText } from '../../engine/events/parse-event';
import { isRead, pipe, readAll, texts } from './support/read-all';

const pipeline = definePipeline({
  name: 'nested',
  event: {
    who: string({ at: 'user.id' }),
    price: number({ at: 'items[1].price', text: true }).optional(),
    plain: number().optional(),
    nanos: epochNanos({ at: 'user."seen.at"', text: true }).optional(),
    day: time({ format: 'd.M.yyyy', zone: 'UTC' }).optional(),
    at: isoTime({ zone: 'Australia/Sydney' }),
  },
  eventTime: 'at',
  partitionBy: 'who',
  queries: { all: { window: tumbling('1 hour'), select: { n: count() } } },
});

test('a row becomes an event whose values are where the fields read them', async () => {
  const csv =
    'who,price,nanos,day,plain,at\nann,1.50,1790856000005999999,1.10.2026,2,2026-10-01 10:00:00\nbob,,,,,soon\n';
  const events = await readAll({ path: '-', format: 'csv', stdin: pipe(csv), pipeline });
  expect(texts(events)).toEqual([
    '{"user":{"id":"ann","seen.at":"1790856000005999999"},"items":[null,{"price":1.50}],"day":"1.10.2026","plain":2,"at":"2026-10-01 10:00:00"}',
    '{"user":{"id":"bob"},"at":"soon"}',
  ]);
  const [first, second] = events.filter(isRead);
  expect([first, second].map(event => event!.partitionKey)).toEqual(['ann', 'bob']);
  expect(parseText(pipeline, first!.bytes, NaN)).toMatchObject({
    values: { who: 'ann', price: 1.5, nanos: 1790856000005, day: Date.UTC(2026, 9, 1) },
    eventTimeMs: Date.UTC(2026, 9, 1),
  });
});

test('the partition key of a line of JSON is the value at the path of its field', async () => {
  const lines = ['{"user":{"id":"ann"},"who":"x"}', '{"user":7}', '[1]', '{"user":{"id":7}}'];
  const events = await readAll({ path: '-', format: 'ndjson', stdin: pipe(lines.join('\n'), 500), pipeline });
  expect(events.filter(isRead).map(event => event.partitionKey)).toEqual(['ann', undefined, undefined, '7']);
});
