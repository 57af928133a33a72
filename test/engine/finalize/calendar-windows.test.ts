import { count, definePipeline, epochMillis, sma, tumbling } from '../../../engine/index';
import type { QueryInput } from '../../../engine/index';
import type { StreamRecord } from '../../../engine/ports';
import { indexPk, parseTimeKey } from '../../../engine/store/keys';
import { Rig } from '../../support/rig';

const days = tumbling('1 day', { timeZone: 'Australia/Sydney' });

/** Of events in order: one is late for a window that closed two hours before the latest. */
function visits(query: Partial<QueryInput<'at'>> = {}, more: Record<string, unknown> = {}): Rig {
  const rig = new Rig(
    definePipeline({
      name: 'shop',
      event: { at: epochMillis() },
      eventTime: 'at',
      watermark: { outOfOrderness: 0 },
      late: { allowed: '2 hours' },
      queries: { visits: { window: days, select: { n: count() }, ...query } as QueryInput<'at'>, ...more },
    }),
  );
  rig.nowMs = Date.UTC(2026, 11, 1);
  return rig;
}

const put = (rig: Rig, ...times: string[]): StreamRecord => rig.put(times.map(time => ({ at: Date.parse(time) })));
async function send(rig: Rig, ...times: string[]): Promise<void> {
  await rig.aggregate([put(rig, ...times)]);
  await rig.finalize({ whenIdle: 'hold' });
}
const shown = (rig: Rig): unknown[] =>
  rig.emitted.map(({ window, revision, values, final }) => [
    `${window.start.slice(5, 16)} ${window.end.slice(5, 16)}`,
    revision,
    values['n'] ?? values['mean'],
    ...(final ? [] : ['open']),
  ]);

test('a day of 25 hours closes with its last one, takes late events, and at last gives them to the late output', async () => {
  const rig = visits();
  await send(rig, '2026-04-04T13:00Z', '2026-04-05T13:59:59Z');
  expect(shown(rig)).toEqual([]);
  await send(rig, '2026-04-05T14:00Z');
  expect(shown(rig)).toEqual([['04-04T13:00 04-05T14:00', 0, 2]]);
  await send(rig, '2026-04-05T15:59Z', '2026-04-05T13:30Z');
  expect(shown(rig).slice(1)).toEqual([['04-04T13:00 04-05T14:00', 1, 3]]);
  await send(rig, '2026-04-05T16:00Z');
  await send(rig, '2026-04-05T16:01Z');
  await send(rig, '2026-04-05T13:30Z');
  expect(shown(rig)).toHaveLength(2);
  expect([...rig.objects.keys()].filter(name => name.includes('late'))).toHaveLength(1);
});

test('a day of 23 hours is reported while it is open', async () => {
  const rig = visits({ emit: 'onUpdate' });
  await send(rig, '2026-10-03T14:30Z');
  await send(rig, '2026-10-04T12:59Z');
  await send(rig, '2026-10-04T13:00Z');
  expect(shown(rig)).toEqual([
    ['10-03T14:00 10-04T13:00', 0, 1, 'open'],
    ['10-03T14:00 10-04T13:00', 1, 2, 'open'],
    ['10-03T14:00 10-04T13:00', 2, 2],
    ['10-04T13:00 10-05T13:00', 0, 1, 'open'],
  ]);
});

test('many windows that the watermark passes at once are closed, however far apart', async () => {
  const rig = visits({ window: tumbling('1 month', { timeZone: 'Australia/Sydney' }) });
  await send(rig, '2025-12-31T12:59Z', '2025-12-31T13:00Z', '2026-03-31T12:59Z', '2026-06-10T00:00Z');
  expect(shown(rig)).toEqual([
    ['11-30T13:00 12-31T13:00', 0, 1],
    ['12-31T13:00 01-31T13:00', 0, 1],
    ['02-28T13:00 03-31T13:00', 0, 1],
  ]);
  await rig.finalize({ endOfInput: true });
  expect(shown(rig).slice(3)).toEqual([['05-31T14:00 06-30T14:00', 0, 1]]);
});

test('the result of a day is named by its unit', async () => {
  const rig = visits();
  await send(rig, '2026-04-04T13:00Z', '2026-04-06T00:00Z');
  expect(rig.emitted.map(({ id }) => id)).toEqual(['shop/visits/2026-04-04T13:00:00.000Z/day/[]']);
});

test('a moving average goes from day to day, whatever their hours', async () => {
  const rig = visits({}, { trend: { over: 'visits', select: { mean: sma('n', 2) } } });
  await send(
    rig,
    '2026-10-02T14:00Z',
    '2026-10-02T15:00Z',
    '2026-10-03T14:00Z',
    '2026-10-04T13:00Z',
    '2026-10-05T14:00Z',
  );
  expect(shown(rig).slice(3)).toEqual([
    ['10-03T14:00 10-04T13:00', 0, 1.5],
    ['10-04T13:00 10-05T13:00', 0, 1],
  ]);
  await send(rig, '2026-10-05T13:00Z', '2026-10-04T13:30Z');
  expect(shown(rig).slice(5)).toEqual([
    ['10-04T13:00 10-05T13:00', 1, 2],
    ['10-04T13:00 10-05T13:00', 1, 1.5],
  ]);
});

test('the panes of a day are kept until it is closed for good, then deleted', async () => {
  const rig = visits();
  const panes = async (): Promise<string[]> => {
    const items = await rig.state.query(indexPk(rig.pipeline.queries[0]!.id));
    return items.map(({ sk }) => new Date(parseTimeKey(sk)).toISOString().slice(11, 16));
  };
  const ticks = async (...times: string[]): Promise<void> => {
    for (const time of times) {
      rig.nowMs += 3_600_000;
      await send(rig, time);
      await rig.finalize({ tick: true, whenIdle: 'hold' });
    }
  };
  await send(rig, '2026-04-04T13:00Z', '2026-04-05T13:45Z');
  await ticks('2026-04-05T15:50Z', '2026-04-05T15:51Z', '2026-04-05T15:52Z', '2026-04-05T15:53Z');
  expect(await panes()).toEqual(['13:00', '13:45', '15:45']);
  await ticks('2026-04-05T16:01Z', '2026-04-05T16:02Z', '2026-04-05T16:03Z', '2026-04-05T16:04Z');
  expect(await panes()).toEqual(['15:45', '16:00']);
});
