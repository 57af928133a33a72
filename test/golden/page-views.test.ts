import pageViews from '../../pipelines/page-views';
import { EventTable, type Row } from './event-table';
import { PAGE_VIEWS_SQL } from './page-views/queries';
import { pageViewStream } from './page-views/stream';
import { rowDifferences } from './row-differences';
import { runGolden } from './run-golden';

/** Events of an epoch: twenty minutes, so that late ones come when their visits have been reported. */
const BATCH = 20;

const queries = pageViews.queries.filter(({ over, window }) => over !== undefined || window.kind === 'session');

let ours: ReadonlyMap<string, Row[]>;
let table: EventTable;
beforeAll(async () => {
  const stream = pageViewStream();
  const texts = ['anonymous_user_id', 'url', 'browser', 'os', 'screen_resolution', 'country', 'referrer'];
  table = await EventTable.load(
    stream.map(({ json }) => json),
    { ...Object.fromEntries(texts.map(name => [name, 'VARCHAR'])), time: 'DOUBLE' },
  );
  ours = await runGolden({ ...pageViews, queries }, stream, { state: 0.02, results: 0.02 }, BATCH);
}, 300_000);
afterAll(() => table.close());

test.each(queries.map(({ name }) => name))('%s of three days of synthetic views are those of DuckDB', async name => {
  const expected = await table.rows(PAGE_VIEWS_SQL[name]!);
  expect(expected.length).toBeGreaterThanOrEqual(3);
  expect(rowDifferences(ours.get(name)!, expected)).toEqual([]);
});
