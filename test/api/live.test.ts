import { count, definePipeline, epochMillis, string, tumbling } from '../../engine/index';
import { handle } from '../../api/handle';
import { liveEvents } from '../../api/live';
import type { Clock } from '../../engine/ports';
import { CURSOR_KEY } from '../../engine/store/keys';
import { click, clicks } from '../support/clicks';
import { Rig } from '../support/rig';
import { depsOf } from './support/client';

interface Event {
  readonly event: string;
  readonly id: string;
  readonly data: { query?: string; window?: { start: string }; revision?: number; epoch?: number };
}

const parse = (text: string): Event[] =>
  text
    .split('\n\n')
    .filter(block => block.startsWith('event: '))
    .map(block => {
      const fields = Object.fromEntries(block.split('\n').map(line => line.split(/: (.*)/s).slice(0, 2)));
      return { event: fields.event, id: fields.id, data: JSON.parse(fields.data) } as Event;
    });

const burst = async (rig: Rig, lastEventId?: string): Promise<Event[]> => {
  const headers = { 'last-event-id': lastEventId };
  const request = { method: 'GET', path: '/pipelines/clicks/live', query: new URLSearchParams(), headers };
  const { status, headers: answered, body } = await handle(request, depsOf(rig));
  expect([status, answered['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(body).toMatch(/^retry: \d+\n\n/);
  return parse(body);
};

const revisions = (events: Event[]): string[] =>
  events
    .filter(({ event }) => event === 'window')
    .map(({ data }) => `${data.window!.start.slice(17, 19)} r${data.revision}`);

async function closeWindows(rig: Rig, ...seconds: number[]): Promise<void> {
  await rig.aggregate(seconds.map(s => rig.put(click(s))));
  await rig.finalize();
}

test('a first look shows the newest windows, and one that goes on shows what later epochs changed', async () => {
  const rig = new Rig(clicks({ late: { allowed: '1 hour' } }));
  await closeWindows(rig, 1, 11, 21);
  const first = await burst(rig);
  expect(revisions(first)).toEqual(['10 r0', '00 r0']);
  expect(first.at(-1)).toMatchObject({ event: 'status', data: { epoch: 1 } });
  expect(revisions(await burst(rig, first.at(-1)!.id))).toEqual([]);
  await closeWindows(rig, 5, 31);
  expect(revisions(await burst(rig, first.at(-1)!.id))).toEqual(['20 r0', '00 r1']);
});

test('a client of a pipeline that has begun anew sees its newest windows', async () => {
  const rig = new Rig(clicks());
  await closeWindows(rig, 1, 11);
  const events = await burst(rig, '57');
  expect(revisions(events)).toEqual(['00 r0']);
  expect(events.at(-1)!.id).toBe('1');
});

test('whoever breaks off anywhere and comes back with the last id misses nothing', async () => {
  const rig = new Rig(clicks({ late: { allowed: '1 hour' } }));
  await closeWindows(rig, 1, 11, 21);
  await closeWindows(rig, 31, 41);
  const all = await burst(rig);
  for (const [i, { id }] of all.entries()) {
    const read = [...revisions(all.slice(0, i + 1)), ...revisions(await burst(rig, id))];
    expect(new Set(read)).toEqual(new Set(revisions(all)));
  }
});

test('a query of very many keys leaves room for the others', async () => {
  const window = tumbling('10 seconds');
  const pipeline = definePipeline({
    name: 'clicks',
    event: { page: string(), at: epochMillis() },
    eventTime: 'at',
    watermark: { outOfOrderness: 0 },
    queries: {
      by_page: { groupBy: ['page'], window, select: { n: count() } },
      total: { window, select: { n: count() } },
    },
  });
  const rig = new Rig(pipeline);
  const clicksOfMany = Array.from({ length: 6_000 }, (_, i) => click(1, `page ${i}`));
  await rig.aggregate([rig.put(clicksOfMany), rig.put(click(11))]);
  await rig.finalize();
  const events = await burst(rig);
  const queries = events.filter(({ event }) => event === 'window').map(({ data }) => data.query);
  expect(queries.filter(query => query === 'by_page')).toHaveLength(2_500);
  expect(queries.filter(query => query === 'total')).toHaveLength(1);
});

test('an epoch that is not executed to its end is not shown', async () => {
  const rig = new Rig(clicks());
  await closeWindows(rig, 1, 11);
  const cursor = await rig.state.get(CURSOR_KEY);
  await closeWindows(rig, 21);
  await rig.state.putBatch([cursor!]);
  expect(revisions(await burst(rig))).toEqual(['00 r0']);
});

test('a held connection sends what closes while it is open, and ends when the client leaves', async () => {
  const rig = new Rig(clicks());
  const leaving = new AbortController();
  let looks = 0;
  const clock: Clock = {
    now: () => rig.nowMs,
    sleep: async ms => {
      rig.nowMs += ms;
      looks++;
      if (looks === 2) await closeWindows(rig, 1, 11);
      if (looks === 4) leaving.abort();
    },
  };
  const source = depsOf(rig).sources[0]!;
  const request = { queries: rig.pipeline.queries, key: undefined, sinceEpoch: undefined };
  let text = '';
  for await (const event of liveEvents(source, request, clock, leaving.signal)) text += event;
  expect(parse(text).map(({ event, id }) => `${event} ${id}`)).toEqual(['status 0', 'window 1', 'status 1']);
});
