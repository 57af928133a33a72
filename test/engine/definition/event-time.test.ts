import { count, definePipeline, epochMillis, isoTime, string, tumbling } from 'tidemark';
import { Rig } from '../../support/rig';

const parts = {
  name: 'views',
  event: { page: string(), at: isoTime().optional(), ms: epochMillis() },
  queries: { q: { window: tumbling('1 minute'), select: { n: count(), last: 'max(arrival_time)' } } },
};
const withEventTime = (eventTime: string, more: object = {}) =>
  definePipeline({ ...parts, ...more, eventTime } as never);

test('an expression gives the event time, and the arrival stands in where the event has none', async () => {
  const rig = new Rig(withEventTime('coalesce(at, arrival_time)'));
  const arrivedMs = Date.UTC(2026, 0, 1, 12, 0, 30);
  const records = [
    rig.put({ page: '/', at: '2026-01-01T11:59:59Z', ms: 0 }, 'shard-0', arrivedMs),
    rig.put({ page: '/', ms: 0 }, 'shard-0', arrivedMs),
  ];
  rig.nowMs = arrivedMs + 60_000;
  await rig.aggregate(records);
  await rig.finalize({ whenIdle: 'flush' });
  const last = '2026-01-01T12:00:30.000Z';
  expect(rig.latest()).toMatchObject([
    { window: { start: '2026-01-01T11:59:00.000Z' }, values: { n: 1, last } },
    { window: { start: '2026-01-01T12:00:00.000Z' }, values: { n: 1, last } },
  ]);
});

test('accept may ask when an event arrived', async () => {
  const rig = new Rig(withEventTime('ms', { source: { accept: 'epoch(arrival_time) - epoch(ms) < 60' } }));
  const arrivedMs = Date.UTC(2026, 0, 1, 12, 0, 30);
  const agesMs = [10_000, 70_000, 20_000];
  await rig.aggregate(agesMs.map(age => rig.put({ page: '/', ms: arrivedMs - age }, 'shard-0', arrivedMs)));
  await rig.aggregate([rig.put({ page: '/', ms: arrivedMs - 10_000 }, 'shard-0', arrivedMs + 55_000)]);
  rig.nowMs = arrivedMs + 120_000;
  await rig.finalize({ whenIdle: 'flush' });
  expect(rig.latest()).toMatchObject([{ values: { n: 2 } }]);
});

test.each([
  ['at', 'eventTime: at is optional; write coalesce(at, arrival_time), or make it required'],
  ['att', 'eventTime: no field "att" in event; did you mean at?'],
  ['page', 'eventTime: page must be epochMillis()'],
  ["page || 'x'", "eventTime: expected time, page || 'x' is text"],
  ['coalesce(at, arival_time)', 'did you mean arrival_time?'],
])('eventTime %s is refused', (eventTime, message) => {
  expect(() => withEventTime(eventTime)).toThrow(message);
});

test('what the event time is, is in the id of every query; its name is not', () => {
  const idOf = (eventTime: string, derive: object = {}) => withEventTime(eventTime, { derive }).queries[0]!.id;
  expect(idOf('coalesce(at, ms)')).not.toBe(idOf('coalesce(at, arrival_time)'));
  expect(idOf('when_seen', { when_seen: 'coalesce(at, ms)' })).toBe(idOf('coalesce(at, ms)'));
});

test('a column of the definition called arrival_time is what the definition says', async () => {
  const rig = new Rig(withEventTime('ms', { derive: { arrival_time: "date_trunc('hour', ms)" } }));
  const arrivedMs = Date.UTC(2026, 0, 1, 12, 0, 30);
  await rig.aggregate([rig.put({ page: '/', ms: arrivedMs - 45 * 60_000 }, 'shard-0', arrivedMs)]);
  rig.nowMs = arrivedMs + 60_000;
  await rig.finalize({ whenIdle: 'flush' });
  expect(rig.latest()).toMatchObject([{ values: { last: '2026-01-01T11:00:00.000Z' } }]);
});
