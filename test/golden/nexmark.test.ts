import type { EventTable, Row } from './event-table';
import nexmark from './nexmark/definition';
import { NEXMARK, nexmarkTable } from './nexmark/queries';
import { nexmarkStream } from './nexmark/stream';
import { rowDifferences } from './row-differences';
import { runGolden } from './run-golden';

describe.each([
  { events: 200_000, how: ', in one go' },
  { events: 20_000, faults: { state: 0.1, results: 0.01 }, how: ', with writes failing and answers lost' },
])("$events events of Nexmark's$how", ({ events, faults }) => {
  let table: EventTable;
  let results: ReadonlyMap<string, Row[]>;

  beforeAll(async () => {
    const stream = nexmarkStream(events);
    table = await nexmarkTable(stream);
    results = await runGolden(nexmark, stream, faults);
  }, 600_000);
  afterAll(() => table.close());

  it.each(Object.entries(NEXMARK))(
    'give for %s the rows that DuckDB gives',
    async (query, sql) => {
      const expected = await table.rows(sql);
      const ours = results.get(query)!;
      expect(expected).not.toEqual([]);
      expect(rowDifferences(ours, expected)).toEqual([]);
    },
    60_000,
  );
});
