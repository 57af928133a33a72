import { rowDifferences } from './row-differences';
import { runGolden } from './run-golden';
import { MemoryLookups } from '../support/memory-lookups';
import definition from './ysb/definition';
import { YSB, ysbTable } from './ysb/query';
import { ysb } from './ysb/stream';

it("counts the views of each campaign as DuckDB does for the benchmark's SQL", async () => {
  const { stream, ads } = ysb(200_000);
  const table = await ysbTable({ stream, ads });
  const expected = await table.rows(YSB);
  table.close();
  expect(expected).not.toEqual([]);
  const lookups = new MemoryLookups(definition.lookups, 'ads', ads);
  const found = await runGolden(definition, stream, undefined, undefined, lookups);
  expect(rowDifferences(found.get('views')!, expected)).toEqual([]);
}, 300_000);
