import { rowDifferences } from './row-differences';
import { runGolden } from './run-golden';
import ysb from './ysb/definition';
import { YSB, ysbTable } from './ysb/query';
import { ysbStream } from './ysb/stream';

it("counts the views of each campaign as DuckDB does for the benchmark's SQL", async () => {
  const stream = ysbStream(200_000);
  const table = await ysbTable(stream);
  const expected = await table.rows(YSB);
  table.close();
  expect(expected).not.toEqual([]);
  expect(rowDifferences((await runGolden(ysb, stream)).get('views')!, expected)).toEqual([]);
}, 300_000);
