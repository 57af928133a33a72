import {
  count,
  definePipeline,
  epochMillis,
  hopping,
  integer,
  session,
  sma,
  string,
  topK,
  tumbling,
} from '../../../engine/index';

const HOUR = tumbling('1 hour');
const N = { n: 'count(*)' };

const define = (queries: object) => (): unknown =>
  definePipeline({
    name: 'site',
    event: { visitor: string(), at: epochMillis(), cents: integer() },
    eventTime: 'at',
    queries: {
      visits: {
        groupBy: ['visitor'],
        window: session('30 minutes'),
        select: { pages: count(), top: topK('visitor', 3), first: 'min(at)' },
      },
      ...queries,
    },
  } as never);

const hourly = (change: object): object => ({ hourly: { over: 'visits', window: HOUR, select: N, ...change } });
const chain = (length: number): object =>
  Object.fromEntries(
    Array.from({ length }, (_, i) => [`q${i}`, { over: i === 0 ? 'visits' : `q${i - 1}`, window: HOUR, select: N }]),
  );

test.each([
  [hourly({ over: 'visit' }), 'queries.hourly.over: no query "visit"; did you mean visits?'],
  [hourly({ over: 'hourly' }), 'queries.hourly.over: hourly reads itself: they go in a circle'],
  [
    { a: { over: 'b', window: HOUR, select: N }, b: { over: 'a', window: HOUR, select: N } },
    'queries.a.over: b reads a in turn: they go in a circle',
  ],
  [chain(5), 'queries.q4.over: more than 4 queries stand on each other'],
  [hourly({ emit: 'onUpdate' }), 'queries.hourly.emit: not beside over: it reports when its windows close'],
  [hourly({ window: session('1 hour') }), 'queries.hourly.window: over results it is tumbling or hopping, not session'],
  [
    hourly({ groupBy: ['visitors'] }),
    'queries.hourly.groupBy[0]: no field "visitors" in the results of visits; did you mean visitor?',
  ],
  [
    hourly({ where: 'page > 1' }),
    'queries.hourly.where: no column page (column 1); did you mean pages?\n    page > 1\n    ^',
  ],
  [hourly({ select: { n: 'sum(top)' } }), 'no column top'],
  [hourly({ select: { n: 'sum(cents)' } }), 'no column cents'],
  [hourly({ where: 'first < arrival_time' }), 'no column arrival_time'],
  [hourly({ window: hopping('1 minute', '2 minutes') }), 'queries.hourly.window.slide: 120000 ms is longer'],
  [hourly({ slect: N }), 'queries.hourly.slect: no such name; did you mean select?'],
])('a query over results is refused where it is wrong: %#', (queries, line) => {
  expect(define(queries)).toThrow(line);
});

test.each([
  [
    'keys, values and times',
    hourly({ groupBy: ['pages'], select: { n: 'max(window_end) - min(first)', s: 'avg(duration)' } }),
  ],
  ['four deep', chain(4)],
  ['a time zone', hourly({ window: tumbling('1 day', { timeZone: 'Australia/Sydney' }) })],
  [
    'before the query it reads',
    { early: { over: 'late', window: HOUR, select: N }, late: { over: 'visits', window: HOUR, select: N } },
  ],
])('a query over results may have %s', (_, queries) => {
  expect(define(queries)).not.toThrow();
});

/** Ids of a definition's queries by name. */
const idsOf = (queries: object): Record<string, string> =>
  Object.fromEntries(
    (define(queries)() as { queries: { name: string; id: string }[] }).queries.map(({ name, id }) => [name, id]),
  );

test('a query over results begins anew where what it reads means something else, and not where it shows more', () => {
  const { hourly: id } = idsOf(hourly({ select: { n: 'sum(pages)' } }));
  expect(idsOf(hourly({ select: { n: 'sum(pages)', twice: 'n * 2' } }))['hourly']).toBe(id);
  expect(idsOf(hourly({ select: { n: 'sum(pages)' }, having: 'n > 3' }))['hourly']).toBe(id);
  expect(idsOf(hourly({ select: { n: 'max(pages)' } }))['hourly']).not.toBe(id);
  expect(idsOf(hourly({ select: { n: 'sum(pages)' }, where: 'pages > 1' }))['hourly']).not.toBe(id);
  const visits = { groupBy: ['visitor'], window: session('30 minutes'), select: { pages: 'count(*) * 2' } };
  expect(idsOf({ visits, ...hourly({ select: { n: 'sum(pages)' } }) })['hourly']).not.toBe(id);
  const over = (a: string) => ({
    low: { window: HOUR, select: { a, b: 'a * 2' } },
    up: { over: 'low', window: HOUR, select: { n: 'sum(b)' } },
    along: { over: 'low', select: { mean: sma('b', 2) } },
  });
  for (const name of ['up', 'along']) expect(idsOf(over('count(*) * 5'))[name]).not.toBe(idsOf(over('count(*)'))[name]);
});
