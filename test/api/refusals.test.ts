import type { ErrorAnswer } from '../../api/contract';
import { handle } from '../../api/handle';
import { count, definePipeline, epochMillis, session, string, tumbling } from '../../engine/index';
import { clicks } from '../support/clicks';
import { Rig } from '../support/rig';
import { depsOf, get } from './support/client';
import { typed } from './support/typed';

const visits = definePipeline({
  name: 'visits',
  event: { page: string(), at: epochMillis() },
  eventTime: 'at',
  watermark: { outOfOrderness: 0 },
  queries: {
    by_visit: { groupBy: ['page'], window: session('10 seconds'), select: { n: count() } },
    by_day: { window: tumbling('1 day', { timeZone: 'Europe/London' }), select: { n: count() } },
  },
});
const deps = depsOf(new Rig(clicks()), new Rig(visits), new Rig(typed));
const QUERY = '/pipelines/clicks/queries/by_page';
const TYPED = '/pipelines/typed/queries/rooms';

test.each([
  ['/nothing', 404, 'no such path: see /openapi.json'],
  ['/pipelines/nobody/status', 404, 'no pipeline "nobody": there is clicks, visits, typed'],
  ['/pipelines/clicks/queries/none/keys', 404, 'no query "none" in pipeline clicks: there is by_page'],
  ['/pipelines/constructor/status', 404, 'no pipeline "constructor": there is clicks, visits, typed'],
  ['/pipelines/%E0%A4%A/status', 400, 'path: "%E0%A4%A" is not an encoded name'],
  [`${QUERY}/windows?limit=0`, 400, 'limit: expected a whole number from 1 to 1000: "0"'],
  [`${QUERY}/windows?limit=1001`, 400, 'limit: expected a whole number from 1 to 1000: "1001"'],
  [`${QUERY}/windows?limit=1e3`, 400, 'limit: expected a whole number from 1 to 1000: "1e3"'],
  [`${QUERY}/windows?from=yesterday`, 400, /^from: expected an ISO 8601 time .*: "yesterday"$/],
  [`${QUERY}/windows?to=2026-13-01T00:00:00Z`, 400, 'to: there is no month 13: "2026-13-01T00:00:00Z"'],
  [`${QUERY}/windows?to=2026-12-01T25:00:00Z`, 400, 'to: there is no hour 25: "2026-12-01T25:00:00Z"'],
  [`${QUERY}/windows?from=2026-12-01T10:00:00`, 400, /^from: no time zone; add Z/],
  [`${QUERY}/windows?from=2&to=1`, 400, 'to: lies before from'],
  [`${QUERY}/windows?key=home`, 400, 'key: expected a JSON array of 1 values, ["<page>"]: "home"'],
  [`${QUERY}/windows?key=["a","b"]`, 400, /^key: expected a JSON array of 1 values/],
  [`${QUERY}/windows?key=[{}]`, 400, /^key: expected a JSON array of 1 values/],
  [`${QUERY}/windows?cursor=abc`, 400, 'cursor: not one that this API gave'],
  [`${QUERY}/windows?limits=1`, 400, 'limits: unknown parameter; did you mean limit?'],
  [`${QUERY}/windows?KEY=1`, 400, 'KEY: unknown parameter; did you mean key?'],
  [`${QUERY}/windows?page=1`, 400, 'page: unknown parameter; known: key, from, to, limit, cursor'],
  [`${QUERY}/windows?from=2017-02-29T10:00:00Z`, 400, 'from: there is no 2017-02-29: "2017-02-29T10:00:00Z"'],
  [`${QUERY}/windows?from=2023-04-31T10:00Z`, 400, 'from: there is no 2023-04-31: "2023-04-31T10:00Z"'],
  [
    `${QUERY}/windows?from=1795897919`,
    400,
    'from: expected milliseconds since 1970, and these look like seconds: did you mean 1795897919000?',
  ],
  [`${QUERY}/windows?to=1795897919000000`, 400, /^to: expected an ISO 8601 time/],
  [`${QUERY}/windows?key=[7]`, 400, 'key: page is a string: "7"'],
  [`${QUERY}/top?start=2026-01-01T00:00:03Z`, 400, /^start: no window starts then; .* at 2026-01-01T00:00:00.000Z$/],
  [`${QUERY}/windows?limit=1&limit=2`, 400, 'limit: given more than once'],
  [`${QUERY}/top?by=volume`, 400, 'by: expected one of n, price: "volume"'],
  [`${TYPED}/top?by=room`, 400, 'by: expected one of n, hottest: "room"'],
  [`${TYPED}/top?by=most`, 400, 'by: expected one of n, hottest: "most"'],
  ['/pipelines/typed/queries/texts/top', 400, 'query texts has no value that is a number'],
  ['/pipelines/typed/queries/texts/top?by=room', 400, 'by: expected a number, and this query has none: "room"'],
  ['/pipelines/visits/queries/by_visit/top', 400, /^query by_visit has session windows/],
  ['/pipelines/visits/queries/by_day/top?start=2026-07-01T00:00Z', 400, /^start: .* at 2026-06-30T23:00:00.000Z$/],
  ['/pipelines/clicks/live?key=["home"]', 400, 'key: needs query, whose key it is'],
])('%s is refused with %i and one line', async (url, status, message) => {
  const answer = await get<ErrorAnswer>(deps, url);
  expect(answer.status).toBe(status);
  expect(answer.body.error).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  expect(answer.body.error).not.toContain('\n');
});

test.each(['2016-02-29T10:00:00Z', '2026-12-31T23:59:59+05:30', '0', '60000', '1795897919000'])(
  '%s is a time',
  async time => {
    expect(await get(deps, `${QUERY}/windows?from=${encodeURIComponent(time)}`)).toMatchObject({ status: 200 });
  },
);

test('only GET and HEAD are taken', async () => {
  const request = { method: 'POST', path: '/pipelines', query: new URLSearchParams(), headers: {} };
  expect(await handle(request, deps)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test('a table that is out of reach is no mistake of the user', async () => {
  const rig = new Rig(clicks());
  rig.state = { ...rig.state, query: () => Promise.reject(new Error('out of reach')) };
  await expect(get(depsOf(rig), '/pipelines/clicks/status')).rejects.toThrow('out of reach');
});
