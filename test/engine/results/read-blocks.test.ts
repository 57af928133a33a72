import { readBlocks } from '../../../engine/results/read-blocks';
import { bucketKey, bucketOf, headKey } from '../../../engine/results/block-keys';
import { MemoryTable } from '../../support/memory-table';

const query = {
  name: 'q',
  id: 'q@1',
  values: {},
  window: { kind: 'grid', sizeMs: 1_000, slideMs: 1_000, offsetMs: 0 },
} as const;
const ABSENT = { kind: 'absent' } as const;
const rows = (key: string, startMs: number): string =>
  JSON.stringify([[[key], startMs, startMs + 1_000, 0, 1, 1, 0, [], null]]);

test('buckets of a split that was cut short do not count beside a block that is split', async () => {
  const table = new MemoryTable();
  const bucketAt = (startMs: number, key: string) => bucketKey(query, bucketOf(JSON.stringify([key])), startMs);
  await table.put({ ...headKey(query, 0), query: query.id, epoch: 1, split: true }, ABSENT);
  await table.put({ ...bucketAt(0, 'split'), query: query.id, epoch: 1, values: '', rows: rows('split', 0) }, ABSENT);
  await table.put(
    { ...headKey(query, 1_000), query: query.id, epoch: 1, values: '', rows: rows('inline', 1_000) },
    ABSENT,
  );
  await table.put(
    { ...bucketAt(1_000, 'cut'), query: query.id, epoch: 1, values: '', rows: rows('cut', 1_000) },
    ABSENT,
  );
  const found: string[][] = [];
  for await (const blocks of readBlocks(table, query, { fromMs: -Infinity, toMs: Infinity }))
    for (const block of blocks) found.push(block.rows.map(({ key }) => key));
  expect(found).toEqual([['["split"]'], ['["inline"]']]);
});
