import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventTable, type Row } from './event-table';
import { rowDifferences } from './row-differences';
import { runGolden } from './run-golden';
import site from './visits/definition';
import { VISITS_SQL } from './visits/queries';
import { visitsStream } from './visits/stream';

/** Events of an epoch: about an hour and a half, so that late ones come when their sessions have been reported. */
const BATCH = 16;

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

test('the definition is that of the how-to page', () => {
  const page = readFileSync(join(__dirname, '../../docs/how-to/count-visits.md'), 'utf8');
  const shown = /```ts\n(.*?)```/s.exec(page)![1]!.replace("'tidemark'", "'../../../engine/index'");
  expect(shown).toBe(readFileSync(join(__dirname, 'visits/definition.ts'), 'utf8'));
});

test.each(site.queries.map(({ name }) => name))('%s of a month of visits are those of DuckDB', async name => {
  const expected = await table.rows(VISITS_SQL[name]!);
  expect(expected.length).toBeGreaterThan(3);
  expect(rowDifferences(ours.get(name)!, expected)).toEqual([]);
});
