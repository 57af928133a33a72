import { collect, type CollectDeps, type CollectRequest } from '../../collector/collect';
import { TableSalts } from '../../collector/visitor';
import { parseText } from '../../engine/events/parse-event';
import type { OutputRecord } from '../../engine/ports';
import pageViews from '../../pipelines/page-views';
import { MemoryTable } from '../support/memory-table';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const VIEW = { anonymous_user_id: 'someone', url: 'https://example.com/home?utm_source=mail', time: NOW_MS / 1000 - 5 };

let records: OutputRecord[];
let refusals: number;
let deps: CollectDeps;

beforeEach(() => {
  records = [];
  refusals = 0;
  let salts = 0;
  deps = {
    stream: {
      putRecords: put => {
        if (refusals-- > 0) return Promise.resolve(put);
        records.push(...put);
        return Promise.resolve([]);
      },
    },
    salts: new TableSalts(new MemoryTable(), () => `salt ${++salts}`),
    clock: { now: () => NOW_MS, sleep: () => Promise.resolve() },
    isAllowedOrigin: origin => origin === 'https://example.com',
    honourDoNotTrack: true,
  };
});

const post = (body: unknown, headers: Record<string, string> = {}, over: Partial<CollectRequest> = {}) =>
  collect(
    {
      method: 'POST',
      path: '/collect',
      query: new URLSearchParams(),
      headers: { 'content-type': 'text/plain', 'user-agent': CHROME, ...headers },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      address: '203.0.113.7',
      ...over,
    },
    deps,
  );

const events = (): Record<string, unknown>[] =>
  records.flatMap(({ data }) =>
    Buffer.from(data)
      .toString()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>),
  );

test('a view is on the stream as the pipeline reads it, and taken with 202', async () => {
  expect(await post(VIEW)).toMatchObject({ status: 202, body: '{"accepted":1}' });
  expect(events()).toEqual([{ ...VIEW, browser: 'Chrome', os: 'Windows', bot: false }]);
  expect(records[0]!.partitionKey).toBe('someone');
  expect(parseText(pageViews, Buffer.from(JSON.stringify(events()[0])), NaN)).toMatchObject({
    values: { path: '/home', utm_source: 'mail', browser: 'Chrome' },
    eventTimeMs: NOW_MS - 5_000,
  });
});

test('what the body says of the client stands, and what it leaves out is filled in', async () => {
  await post({ url: VIEW.url, browser: 'Lynx', os: 'Plan 9', screen_resolution: '80x25', other: 'dropped' });
  expect(events()).toEqual([
    {
      anonymous_user_id: expect.stringMatching(/^[\w-]{22}$/),
      url: VIEW.url,
      time: NOW_MS / 1000,
      browser: 'Lynx',
      os: 'Plan 9',
      screen_resolution: '80x25',
      bot: false,
    },
  ]);
});

test.each([
  ['https://news.example.org/a?who=me', 'news.example.org'],
  ['android-app://com.example.reader/', 'com.example.reader'],
  ['https://example.com/other', undefined],
  ['', undefined],
  [null, undefined],
])('of the referrer %j no more than the host of another site is kept', async (referrer, kept) => {
  expect(await post({ ...VIEW, referrer })).toMatchObject({ status: 202 });
  expect(events()[0]!['referrer']).toBe(kept);
});

test.each([
  ['CH', 'CH'],
  ['ch', 'CH'],
  ['T1', undefined],
  ['CHE', undefined],
  ['', undefined],
])('the country %j that CloudFront tells is kept as %j', async (told, kept) => {
  await post({ ...VIEW, country: 'US' }, { 'cloudfront-viewer-country': told });
  expect(events()[0]!['country']).toBe(kept);
});

test('behind CloudFront visitors go by their own address, whatever port they use, and it is not kept', async () => {
  const ids: unknown[] = [];
  for (const address of ['198.51.100.1:4711', '198.51.100.1:4712', '198.51.100.2:4711', '2001:db8::1:4711']) {
    await post({ url: VIEW.url }, { 'cloudfront-viewer-address': address });
    ids.push(events().at(-1)!['anonymous_user_id']);
  }
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
  expect(JSON.stringify(events())).not.toMatch(/198\.51|2001:db8/);
});

test('the pipeline has a field for whatever the collector puts into a view', async () => {
  await post(
    { ...VIEW, screen_resolution: '80x25', referrer: 'https://example.org/' },
    { 'cloudfront-viewer-country': 'CH' },
  );
  expect(Object.keys(events()[0]!).filter(name => !(name in pageViews.fields))).toEqual([]);
});

test('many views of a request share a record', async () => {
  expect(await post([VIEW, { ...VIEW, anonymous_user_id: 'another' }])).toMatchObject({ body: '{"accepted":2}' });
  expect(records).toHaveLength(1);
  expect(events().map(view => view['anonymous_user_id'])).toEqual(['someone', 'another']);
});

const BAD: readonly (readonly [body: unknown, error: string])[] = [
  ['{"url"', 'body: expected JSON in UTF-8'],
  ['"text"', 'body: expected an object'],
  [[], 'body: no page view'],
  [Array.from({ length: 101 }, () => VIEW), 'body: more than 100 page views'],
  [`"${'x'.repeat(65_536)}"`, 'body: longer than 65536 bytes'],
  [{}, 'url: missing'],
  [{ ...VIEW, url: '/home' }, 'url: expected an absolute URL'],
  [{ ...VIEW, url: 'javascript:alert(1)' }, 'url: expected one of http or https'],
  [{ ...VIEW, url: `https://example.com/${'x'.repeat(2_048)}` }, 'url: longer than 2048 characters'],
  [{ ...VIEW, anonymous_user_id: 7 }, 'anonymous_user_id: expected text'],
  [{ ...VIEW, anonymous_user_id: '' }, 'anonymous_user_id: empty'],
  [{ ...VIEW, anonymous_user_id: 'x'.repeat(129) }, 'anonymous_user_id: longer than 128 characters'],
  [{ ...VIEW, time: '2026-11-23' }, 'time: expected Unix seconds'],
  [{ ...VIEW, time: NOW_MS }, 'time: ahead of the clock; expected Unix seconds'],
  [{ ...VIEW, time: NOW_MS / 1000 + 61 }, 'time: ahead of the clock; expected Unix seconds'],
  [{ ...VIEW, browser: ['Chrome'] }, 'browser: expected text'],
  [{ ...VIEW, os: 'x'.repeat(65) }, 'os: longer than 64 characters'],
  [{ ...VIEW, screen_resolution: 'x'.repeat(33) }, 'screen_resolution: longer than 32 characters'],
  [{ ...VIEW, referrer: 'news' }, 'referrer: expected an absolute URL'],
  [{ ...VIEW, referrer: 7 }, 'referrer: expected text'],
  [{ ...VIEW, bot: 'yes' }, 'bot: expected true or false'],
  [[VIEW, { ...VIEW, time: -1 }], '[1].time: expected Unix seconds'],
];

test.each(BAD.map(([body, error]) => ({ body, error })))(
  'a body is refused with "$error", and nothing of it is on the stream',
  async ({ body, error }) => {
    const answer = await post(body);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([400, { error }]);
    expect(records).toEqual([]);
  },
);

test.each([
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true],
  ['curl/8.5.0', true],
  ['', true],
  [CHROME, false],
])('%s: bot %s, and kept either way', async (userAgent, bot) => {
  await post(VIEW, { 'user-agent': userAgent });
  expect(events()[0]).toMatchObject({ bot });
});

test('a visitor without an id is the same all day, another elsewhere, and another the day after', async () => {
  const idOf = async (address: string, url: string, nowMs = NOW_MS): Promise<unknown> => {
    deps = { ...deps, clock: { ...deps.clock, now: () => nowMs } };
    await post({ url }, {}, { address });
    return events().at(-1)!['anonymous_user_id'];
  };
  const first = await idOf('203.0.113.7', 'https://example.com/a');
  expect(await idOf('203.0.113.7', 'https://example.com/b', NOW_MS + 3_600_000)).toBe(first);
  const others = [
    await idOf('203.0.113.8', 'https://example.com/a'),
    await idOf('203.0.113.7', 'https://example.org/a'),
    await idOf('203.0.113.7', 'https://example.com/a', NOW_MS + 86_400_000),
  ];
  expect(new Set([first, ...others]).size).toBe(4);
});

test('the address is nowhere in what is stored', async () => {
  const table = new MemoryTable();
  deps = { ...deps, salts: new TableSalts(table) };
  await post({ url: VIEW.url });
  expect(JSON.stringify([...table.items, ...events()])).not.toContain('203.0.113.7');
});

test('callers who come first together agree on the salt, and old salts go', async () => {
  const table = new MemoryTable();
  const all = Array.from({ length: 5 }, (_, i) => new TableSalts(table, () => `salt ${i}`));
  expect(new Set(await Promise.all(all.map(salts => salts.of('2026-11-23')))).size).toBe(1);
  await all[0]!.of('2026-11-24');
  await all[1]!.of('2026-11-25');
  expect([...table.items.values()].map(({ sk }) => sk)).toEqual(['2026-11-24', '2026-11-25']);
});

test('a client that asks not to be tracked is not, unless told otherwise', async () => {
  for (const headers of [{ dnt: '1' }, { 'sec-gpc': '1' }] as Record<string, string>[])
    expect(await post(VIEW, headers)).toMatchObject({ status: 202, body: '{"accepted":0}' });
  expect(records).toEqual([]);
  deps = { ...deps, honourDoNotTrack: false };
  expect(await post(VIEW, { dnt: '1' })).toMatchObject({ body: '{"accepted":1}' });
});

test('pages of other origins are refused, and those allowed may read the answer', async () => {
  expect(await post(VIEW, { origin: 'https://example.com.evil.test' })).toMatchObject({ status: 403 });
  expect(await post(VIEW, { origin: 'null' })).toMatchObject({ status: 403 });
  expect(records).toEqual([]);
  const { headers } = await post(VIEW, { origin: 'https://example.com' });
  expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://example.com', vary: 'origin' });
  const preflight = await post('', { origin: 'https://example.com' }, { method: 'OPTIONS' });
  expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-methods': 'POST' } });
  expect(await post('', {}, { method: 'GET' })).toMatchObject({ status: 405 });
});

test('a full stream is tried again, and then said', async () => {
  refusals = 2;
  expect(await post(VIEW)).toMatchObject({ status: 202 });
  refusals = 3;
  expect(await post(VIEW)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(events()).toHaveLength(1);
});
