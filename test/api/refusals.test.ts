import type { ErrorAnswer } from '../../api/contract';
import { handle } from '../../api/handle';
import { count, definePipeline, epochMillis, session, string } from '../../engine/index';
import { clicks } from '../support/clicks';
import { Rig } from '../support/rig';
import { depsOf, get } from './support/client';

const visits = definePipeline({
  name: 'visits',
  event: { page: string(), at: epochMillis() },
  eventTime: 'at',
  watermark: { outOfOrderness: 0 },
  queries: { by_visit: { groupBy: ['page'], window: session('10 seconds'), select: { n: count() } } },
});
const deps = depsOf(new Rig(clicks()), new Rig(visits));
const QUERY = '/pipelines/clicks/queries/by_page';

test.each([
  ['/nothing', 404, 'no such path: see /openapi.json'],
  ['/pipelines/nobody/status', 404, 'no pipeline "nobody": there is clicks, visits'],
  ['/pipelines/clicks/queries/none/keys', 404, 'no query "none" in pipeline clicks: there is by_page'],
  ['/pipelines/constructor/status', 404, 'no pipeline "constructor": there is clicks, visits'],
  ['/pipelines/%E0%A4%A/status', 400, 'path: "%E0%A4%A" is not an encoded name'],
  [`${QUERY}/windows?limit=0`, 400, 'limit: expected a whole number from 1 to 1000: "0"'],
  [`${QUERY}/windows?limit=1001`, 400, 'limit: expected a whole number from 1 to 1000: "1001"'],
  [`${QUERY}/windows?limit=1e3`, 400, 'limit: expected a whole number from 1 to 1000: "1e3"'],
  [`${QUERY}/windows?from=yesterday`, 400, /^from: expected an ISO 8601 time .*: "yesterday"$/],
  [`${QUERY}/windows?to=2026-13-01T00:00:00Z`, 400, /^to: expected an ISO 8601 time/],
  [`${QUERY}/windows?from=2&to=1`, 400, 'to: lies before from'],
  [`${QUERY}/windows?key=home`, 400, 'key: expected a JSON array of 1 values, ["<page>"]: "home"'],
  [`${QUERY}/windows?key=["a","b"]`, 400, /^key: expected a JSON array of 1 values/],
  [`${QUERY}/windows?key=[{}]`, 400, /^key: expected a JSON array of 1 values/],
  [`${QUERY}/windows?cursor=abc`, 400, 'cursor: not one that this API gave'],
  [`${QUERY}/windows?form=1`, 400, 'form: unknown parameter; known: key, from, to, limit, cursor'],
  [`${QUERY}/windows?limit=1&limit=2`, 400, 'limit: given more than once'],
  [`${QUERY}/top?by=volume`, 400, 'by: expected one of n, price: "volume"'],
  ['/pipelines/visits/queries/by_visit/top', 400, /^query by_visit has session windows/],
  ['/pipelines/clicks/live?key=["home"]', 400, 'key: needs query, whose key it is'],
])('%s is refused with %i and one line', async (url, status, message) => {
  const answer = await get<ErrorAnswer>(deps, url);
  expect(answer.status).toBe(status);
  expect(answer.body.error).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  expect(answer.body.error).not.toContain('\n');
});

test('only GET and HEAD are taken', async () => {
  const request = { method: 'POST', path: '/pipelines', query: new URLSearchParams(), headers: {} };
  expect(await handle(request, deps)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test('a table that is out of reach is no mistake of the user', async () => {
  const rig = new Rig(clicks());
  rig.state = { ...rig.state, query: () => Promise.reject(new Error('out of reach')) };
  await expect(get(depsOf(rig), '/pipelines/clicks/status')).rejects.toThrow('out of reach');
});
