import type { ErrorAnswer, SeveralAnswer } from '../../api/contract';
import { count, definePipeline, epochMillis, session, string, sum, tumbling } from '../../engine/index';
import { T0 } from '../support/clicks';
import { Rig } from '../support/rig';
import { depsOf, get } from './support/client';

const visits = definePipeline({
  name: 'visits',
  event: { page: string(), at: epochMillis() },
  eventTime: 'at',
  watermark: { outOfOrderness: 0 },
  queries: {
    by_second: { groupBy: ['page'], window: tumbling('1 second'), select: { n: count() }, keep: '1 hour' },
    by_visit: { groupBy: ['page'], window: session('10 seconds'), select: { n: count() } },
    by_minute: { over: 'by_second', groupBy: ['page'], window: tumbling('1 minute'), select: { n: sum('n') } },
    all: { over: 'by_minute', window: tumbling('1 hour'), select: { n: sum('n') } },
  },
});
const at = (seconds: number): string => new Date(T0 + seconds * 1_000).toISOString();

/** A view of each page at some seconds, and all windows closed. */
async function deps() {
  const rig = new Rig(visits);
  const views = [0, 1, 2, 59, 61, 7_200].flatMap(s => ['home', 'about'].map(page => ({ page, at: T0 + s * 1_000 })));
  rig.nowMs = T0 + 7_200_000;
  await rig.aggregate([rig.put(views)]);
  await rig.finalize({ endOfInput: true });
  return depsOf(rig);
}

const PATH = '/pipelines/visits/windows';
const counted = ({ queries }: SeveralAnswer) => queries.map(({ query, windows }) => [query, windows.length]);

describe('the windows of several queries', () => {
  it('come in one answer, in the order in which they were asked for, each once', async () => {
    const { body } = await get<SeveralAnswer>(await deps(), `${PATH}?queries=all,by_second,all&to=${at(60)}`);
    expect(counted(body)).toEqual([
      ['all', 1],
      ['by_second', 8],
    ]);
  });

  it('are those that each query answers by itself, with a cursor for its own path', async () => {
    const all = await deps();
    const { body } = await get<SeveralAnswer>(all, `${PATH}?queries=by_second,by_minute&limit=3&key=["home"]`);
    for (const { query, ...page } of body.queries) {
      const path = `/pipelines/visits/queries/${query}/windows`;
      expect((await get(all, `${path}?limit=3&key=["home"]`)).body).toEqual(page);
    }
    const { cursor } = body.queries[0]!;
    const rest = await get<{ windows: unknown[] }>(
      all,
      `/pipelines/visits/queries/by_second/windows?key=["home"]&cursor=${cursor}`,
    );
    expect(rest.body.windows).toHaveLength(3);
  });

  it.each([
    [120, 100, 'by_minute'],
    [120, 120, 'by_second'],
    [3_600, 1, 'all'],
    [36_000, 1, 'all'],
  ])('are of the finest of which a span of %i s has at most %i', async (spanS, most, query) => {
    const url = `${PATH}?queries=by_minute,by_second,all&from=${at(0)}&to=${at(spanS)}&most=${most}`;
    const { body } = await get<SeveralAnswer>(await deps(), url);
    expect(body.queries.map(one => one.query)).toEqual([query]);
  });

  it('say what is in the lake only, where a query keeps its results for a while', async () => {
    const all = await deps();
    const { body } = await get<SeveralAnswer>(all, `${PATH}?queries=by_second,all`);
    expect(body.queries.map(({ deletedUntil }) => deletedUntil)).toEqual([at(3_600), undefined]);
    const short = await get<SeveralAnswer>(all, `${PATH}?queries=by_second&limit=1`);
    expect(short.body.queries[0]).not.toHaveProperty('deletedUntil');
  });

  it.each([
    ['', 400, 'queries: expected names, such as by_second,by_visit,by_minute,all'],
    ['queries=by_hour', 404, 'no query "by_hour" in pipeline visits: there is by_second, by_visit, by_minute, all'],
    ['queries=a,b,c,d,e,f,g,h,i', 400, 'queries: 9 are more than 8'],
    ['queries=all&most=10', 400, 'most: needs from and to, the span that is shown'],
    ['queries=all&most=0&from=1&to=2', 400, 'most: expected a whole number from 1 to 1000: "0"'],
    [
      'queries=all,by_visit&most=10&from=1&to=2',
      400,
      'most: by_visit has sessions, of which nobody knows how many there are',
    ],
    ['queries=by_second,all&key=["home"]', 400, 'key: expected a JSON array of 0 values, []: "[\\"home\\"]"'],
    ['query=all', 400, 'query: unknown parameter; known: queries, most, key, from, to, limit'],
  ])('are refused for what is wrong: %s', async (parameters, status, error) => {
    const answer = await get<ErrorAnswer>(await deps(), `${PATH}?${parameters}`);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });
});
