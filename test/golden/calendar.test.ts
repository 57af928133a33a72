import { count, definePipeline, epochMillis, integer, type Pipeline, sum, tumbling } from '../../engine/index';
import { EventTable } from './event-table';
import { rowDifferences } from './row-differences';
import { runGolden, type Sent } from './run-golden';

const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2026, 2, 1);
const TO_MS = Date.UTC(2026, 10, 20);
/** All clock changes of the zones below in 2026. */
const CHANGES = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'].map(Date.parse);

/**
 * Where windows start in DuckDB, whose `date_trunc` goes by clocks. It gives an hour that clocks show twice the second time as its
 * start; what happened before belongs to the first.
 */
const UNITS = [
  ['hours', '1 hour', {}, "date_trunc('hour', t) - if(t < date_trunc('hour', t), INTERVAL 1 HOUR, INTERVAL 0 HOUR)"],
  ['days', '1 day', {}, "date_trunc('day', t)"],
  ['weeks', '1 week', {}, "date_trunc('week', t)"],
  ['weeksFromSunday', '1 week', { firstDay: 'sunday' }, "date_trunc('week', t + INTERVAL 1 DAY) - INTERVAL 1 DAY"],
  ['months', '1 month', {}, "date_trunc('month', t)"],
] as const;

function pipelineIn(timeZone: string): Pipeline {
  return definePipeline({
    name: 'calendar',
    event: { at: epochMillis(), n: integer() },
    eventTime: 'at',
    queries: Object.fromEntries(
      UNITS.map(([name, size, options]) => [
        name,
        { window: tumbling(size, { timeZone, ...options }), select: { events: count(), total: sum('n') } },
      ]),
    ),
  });
}

/** Every few minutes around clock changes, every 13 hours and a few minutes in the weeks before and after, and nothing in summer. */
function stream(): Sent[] {
  const events: Sent[] = [];
  for (let at = FROM_MS, n = 0; at < TO_MS; n++) {
    const [isNear, isFar] = [isWithin(at, 1.5), !isWithin(at, 20)];
    if (!isFar) events.push({ json: JSON.stringify({ at, n }), arrivalMs: at });
    at += (isNear ? 11 : 13 * 60 + 13) * 60_000 + 1;
  }
  return events;
}

const isWithin = (at: number, days: number): boolean => CHANGES.some(change => Math.abs(at - change) < days * DAY_MS);

/** Each window ends where the next of all quarters of an hour starts. */
const sqlOf = (start: string): string => `
  WITH quarter AS (SELECT make_timestamptz((${FROM_MS - 40 * DAY_MS} + i * 900000) * 1000) AS t FROM range(0, 400 * 96) r(i)),
  span AS (SELECT start, lead(start) OVER (ORDER BY start) AS stop FROM (SELECT DISTINCT ${start} AS start FROM quarter)),
  placed AS (SELECT n, ${start} AS start FROM (SELECT n, make_timestamptz(event.at * 1000) AS t FROM event))
  SELECT epoch_ms(start) AS window_start, epoch_ms(stop) AS window_end, count(*) AS events, sum(n)::BIGINT AS total
  FROM placed JOIN span USING (start) GROUP BY ALL`;

const events = stream();
let table: EventTable;
beforeAll(async () => {
  table = await EventTable.load(
    events.map(({ json }) => json),
    { at: 'BIGINT', n: 'BIGINT' },
  );
});
afterAll(() => table.close());

describe.each(['Australia/Sydney', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'])(
  'by the clocks of %s',
  timeZone => {
    let ours: Awaited<ReturnType<typeof runGolden>>;
    beforeAll(async () => {
      ours = await runGolden(pipelineIn(timeZone), events);
      await table.run(`SET TimeZone = '${timeZone}'`);
    }, 60_000);

    test.each(UNITS)('%s are those of DuckDB around the changes of a year', async (name, _, __, start) => {
      const expected = await table.rows(sqlOf(start));
      expect(expected.length).toBeGreaterThan(4);
      expect(rowDifferences(ours.get(name)!, expected)).toEqual([]);
    });
  },
);
