import type { KeysAnswer, TopAnswer, WindowsAnswer } from '../../api/contract';
import { count, cumulate, definePipeline, epochMillis, session, string } from '../../engine/index';
import { click, clicks, T0 } from '../support/clicks';
import { Rig } from '../support/rig';
import { depsOf, get } from './support/client';
import { typed } from './support/typed';

const WINDOWS = '/pipelines/clicks/queries/by_page/windows';
const at = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();
const shown = ({ windows }: WindowsAnswer): string[] =>
  windows.map(
    ({ key, window, values }) => `${window.start.slice(14, 19)} ${String(key['page'])} ${String(values['n'])}`,
  );

/** Three windows of 10 s, closed by events far ahead. */
async function threeWindows(): Promise<Rig> {
  const rig = new Rig(clicks());
  const seconds = [1, 2, 11, 12, 13, 21];
  const records = [...seconds.map(s => rig.put(click(s))), rig.put(click(12, 'about')), rig.put(click(40))];
  await rig.aggregate(records);
  await rig.finalize();
  return rig;
}

test('windows come newest first, and within a window in order of key', async () => {
  const { body } = await get<WindowsAnswer>(depsOf(await threeWindows()), WINDOWS);
  expect(shown(body)).toEqual(['00:20 home 1', '00:10 about 1', '00:10 home 3', '00:00 home 2']);
  expect(body.cursor).toBeNull();
});

test('a key and a time range choose; the range takes its start and not its end', async () => {
  const deps = depsOf(await threeWindows());
  const ask = async (query: string): Promise<string[]> => shown((await get<WindowsAnswer>(deps, WINDOWS + query)).body);
  expect(await ask('?key=["about"]')).toEqual(['00:10 about 1']);
  expect(await ask(`?key=["home"]&from=${at(10)}&to=${at(20)}`)).toEqual(['00:10 home 3']);
  expect(await ask(`?from=${T0 + 20_000}`)).toEqual(['00:20 home 1']);
  expect(await ask('?key=["nowhere"]')).toEqual([]);
});

test.each([1, 2, 3, 4])('pages of %i give every window once', async limit => {
  const deps = depsOf(await threeWindows());
  const pages: string[][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: WindowsAnswer } = await get(deps, `${WINDOWS}?limit=${limit}&cursor=${cursor}`);
    pages.push(shown(body));
    cursor = body.cursor;
  }
  expect(pages.flat()).toEqual(['00:20 home 1', '00:10 about 1', '00:10 home 3', '00:00 home 2']);
  expect(pages).toHaveLength(Math.ceil(4 / limit));
});

test('an answer shows a window as soon as it is in the table, and its latest revision', async () => {
  const rig = new Rig(clicks({ late: { allowed: '1 minute' } }));
  const deps = depsOf(rig);
  await rig.aggregate([rig.put(click(1)), rig.put(click(15))]);
  expect((await get<WindowsAnswer>(deps, WINDOWS)).body.windows).toEqual([]);
  await rig.finalize();
  expect(shown((await get<WindowsAnswer>(deps, WINDOWS)).body)).toEqual(['00:00 home 1']);
  await rig.aggregate([rig.put(click(2))]);
  await rig.finalize();
  expect((await get<WindowsAnswer>(deps, WINDOWS)).body.windows[0]).toMatchObject({ revision: 1, values: { n: 2 } });
});

test('sessions are found by their own start, and retracted ones are not', async () => {
  const pipeline = definePipeline({
    name: 'clicks',
    event: { page: string(), at: epochMillis() },
    eventTime: 'at',
    watermark: { outOfOrderness: 0 },
    late: { allowed: '1 hour' },
    queries: { visits: { groupBy: ['page'], window: session('10 seconds'), select: { n: count() } } },
  });
  const rig = new Rig(pipeline);
  await rig.aggregate([3, 4, 18, 60].map(s => rig.put(click(s))));
  await rig.finalize();
  const url = '/pipelines/clicks/queries/visits/windows';
  const ask = async (query = '') => shown((await get<WindowsAnswer>(depsOf(rig), url + query)).body);
  expect(await ask()).toEqual(['00:18 home 1', '00:03 home 2']);
  expect(await ask(`?from=${at(4)}`)).toEqual(['00:18 home 1']);
  expect(await ask(`?from=${at(3)}&to=${at(18)}`)).toEqual(['00:03 home 2']);
  await rig.aggregate([rig.put(click(11))]);
  await rig.finalize();
  expect(await ask()).toEqual(['00:03 home 4']);
});

test('windows that grow are found by their last step', async () => {
  const pipeline = definePipeline({
    name: 'clicks',
    event: { page: string(), at: epochMillis() },
    eventTime: 'at',
    queries: { so_far: { groupBy: ['page'], window: cumulate('1 minute', '20 seconds'), select: { n: count() } } },
  });
  const rig = new Rig(pipeline);
  await rig.aggregate([3, 4, 21, 60].map(s => rig.put(click(s))));
  await rig.finalize({ endOfInput: true });
  const url = '/pipelines/clicks/queries/so_far';
  const ask = async (query = ''): Promise<string[]> => {
    const { body } = await get<WindowsAnswer>(depsOf(rig), `${url}/windows${query}`);
    return body.windows.map(
      ({ window, values }) => `${window.start.slice(14, 19)}-${window.end.slice(14, 19)} ${String(values['n'])}`,
    );
  };
  expect(await ask(`?to=${at(60)}`)).toEqual(['00:00-01:00 3', '00:00-00:40 3', '00:00-00:20 2']);
  expect(await ask(`?from=${at(20)}&to=${at(40)}`)).toEqual(['00:00-00:40 3']);
  const top = await get<TopAnswer>(depsOf(rig), `${url}/top?start=${at(20)}`);
  expect(top.body.window).toEqual({ start: at(0), end: at(40) });
});

describe('a window of so many keys that they stand in buckets', () => {
  const PAGES = 3_000;
  const rig = new Rig(clicks());
  const deps = depsOf(rig);
  beforeAll(async () => {
    const name = (i: number): string => `page-${String(i).padStart(4, '0')}`;
    const events = Array.from({ length: PAGES }, (_, i) => click(1, name(i)));
    const repeated = Array.from({ length: 7 }, () => click(2, name(1234)));
    await rig.aggregate([rig.put(events), rig.put(repeated), rig.put(click(15, 'last')), rig.put(click(40))]);
    await rig.finalize();
  });

  test('is read to its end page by page', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: WindowsAnswer } = await get(deps, `${WINDOWS}?limit=700&cursor=${cursor}`);
      seen.push(...body.windows.map(({ id }) => id));
      cursor = body.cursor;
    }
    expect(new Set(seen).size).toBe(PAGES + 1);
    expect(seen).toHaveLength(PAGES + 1);
  });

  test('reads one bucket for one key', async () => {
    const gets = jest.spyOn(rig.results, 'get');
    const { body } = await get<WindowsAnswer>(deps, `${WINDOWS}?key=["page-1234"]`);
    expect(shown(body)).toEqual(['00:00 page-1234 8']);
    expect(gets).toHaveBeenCalledTimes(1);
    gets.mockRestore();
  });

  test('has a top, and keys', async () => {
    const top = await get<TopAnswer>(deps, `/pipelines/clicks/queries/by_page/top?start=${T0}&limit=2&by=n`);
    expect(top.body.rows.map(({ key, values }) => [key['page'], values['n']])).toEqual([
      ['page-1234', 8],
      [expect.any(String), 1],
    ]);
    const keys = await get<KeysAnswer>(deps, '/pipelines/clicks/queries/by_page/keys?limit=3');
    expect(keys.body.keys[0]).toEqual(['last']);
    expect(keys.body.keys).toHaveLength(3);
  });
});

test('one request reads no more than its bound, and the next goes on from there', async () => {
  const rig = new Rig(clicks());
  const old = rig.pipeline.queries[0]!;
  for (let i = 0; i < 2_500; i++) {
    const sk = `${String(T0 + i * 10_000 + 1e15).padStart(16, '0')}#10000`;
    const rows = JSON.stringify([[['home'], T0 + i * 10_000, T0 + (i + 1) * 10_000, 0, 1, 1, 0, [i, i], null]]);
    await rig.results.put({ pk: 'by_page', sk, query: old.id, epoch: 1, rows }, { kind: 'absent' });
  }
  const query = jest.spyOn(rig.results, 'query');
  const first = await get<WindowsAnswer>(depsOf(rig), `${WINDOWS}?key=["other"]`);
  expect(first.body.windows).toEqual([]);
  expect(query.mock.calls.length).toBeLessThanOrEqual(41);
  const second = await get<WindowsAnswer>(depsOf(rig), `${WINDOWS}?key=["other"]&cursor=${first.body.cursor}`);
  expect(second.body).toEqual({ windows: [], cursor: null });
});

test('top is of the latest closed window, highest first', async () => {
  const rig = await threeWindows();
  const top = '/pipelines/clicks/queries/by_page/top';
  expect((await get<TopAnswer>(depsOf(rig), top)).body.window).toEqual({ start: at(20), end: at(30) });
  const { body } = await get<TopAnswer>(depsOf(rig), `${top}?start=${at(10)}`);
  expect(body.rows.map(({ key, values }) => [key['page'], values['n']])).toEqual([
    ['home', 3],
    ['about', 1],
  ]);
  expect((await get(depsOf(rig), `${top}?start=${at(500)}`)).body).toEqual({ window: null, rows: [] });
});

test('top is by the first value that is a number, unless told otherwise', async () => {
  const rig = new Rig(typed);
  const reading = (device: string, room: string, celsius: number) => ({ device, room, celsius, at: T0 + 1_000 });
  const events = [
    reading('a', 'z', 9),
    reading('b', 'y', 1),
    reading('b', 'x', 2),
    { ...reading('c', 'x', 0), at: T0 + 40_000 },
  ];
  await rig.aggregate(events.map(event => rig.put(event)));
  await rig.finalize();
  const url = `/pipelines/typed/queries/rooms/top?start=${T0}`;
  const devices = async (query = '') =>
    (await get<TopAnswer>(depsOf(rig), url + query)).body.rows.map(({ key }) => key['device']);
  expect(await devices()).toEqual(['b', 'a']);
  expect(await devices('&by=hottest')).toEqual(['a', 'b']);
});
