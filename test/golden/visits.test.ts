import { EventTable, type Row } from './event-table';
import { rowDifferences } from './row-differences';
import { runGolden } from './run-golden';
import site from './visits/definition';
import { VISITS_SQL } from './visits/queries';
import { visitsStream } from './visits/stream';

/** Events of an epoch: about an hour, so that late ones come when their sessions have been reported. */
const BATCH = 12;

let ours: ReadonlyMap<string, Row[]>;
let table: EventTable;
beforeAll(async () => {
  const stream = visitsStream();
  const types = {
    visitor: 'VARCHAR',
    path: 'VARCHAR',
    referrer: 'VARCHAR',
    medium: 'VARCHAR',
    mobile: 'BOOLEAN',
    ts: 'BIGINT',
  };
  table = await EventTable.load(
    stream.map(({ json }) => json),
    types,
  );
  await table.run("SET TimeZone = 'Europe/Zurich'");
  ours = await runGolden(site, stream, { state: 0.02, results: 0.02 }, BATCH);
}, 300_000);
afterAll(() => table.close());

test.each(site.queries.map(({ name }) => name))('%s of a month of visits are those of DuckDB', async name => {
  const expected = await table.rows(VISITS_SQL[name]!);
  expect(expected.length).toBeGreaterThan(3);
  expect(rowDifferences(ours.get(name)!, expected)).toEqual([]);
});
