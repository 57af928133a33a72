import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ShardDelivery } from '../../../local/delivery/shard-delivery';
import type { ShardRecord } from '../../../local/event-source-mapping/rules';
import type { ShardPage, ShardReader } from '../../../local/streams/shard-reader';
import { newFolder, removeFolders } from '../support/folders';

afterEach(removeFolders);

const HOUR_MS = 3_600_000;
const record = (n: number, data: string | Buffer, hour = 0): ShardRecord => ({
  sequenceNumber: String(n),
  partitionKey: 'k',
  data: Buffer.from(data),
  arrivalMs: hour * HOUR_MS + n,
});

/** Delivers all records, `pageSize` at a time; each page of them followed by a flush. */
async function deliver(lakeDir: string, records: readonly ShardRecord[], pageSize: number): Promise<string[]> {
  const pages = Array.from({ length: Math.ceil(records.length / pageSize) }, (_, i) =>
    records.slice(i * pageSize, (i + 1) * pageSize),
  );
  const checkpoints: string[] = [];
  const reader = {
    read: (): Promise<ShardPage> => Promise.resolve({ records: isOpen ? (pages.shift() ?? []) : [], isEnd: false }),
  };
  let isOpen = true;
  const delivery = new ShardDelivery({
    reader: reader as unknown as ShardReader,
    shardId: 'shardId-000000000000',
    lakeDir,
    prefix: 'raw/pipeline=p',
    onCheckpoint: after => void (after !== undefined && checkpoints.push(after)),
    onFailure: reason => {
      throw new Error(reason);
    },
  });
  while (pages.length > 0) await delivery.flush();
  isOpen = false;
  await delivery.stop();
  return checkpoints;
}

const lake = (lakeDir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(lakeDir, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.gz'))
      .sort()
      .map(name => [name, gunzipSync(readFileSync(join(lakeDir, name))).toString()]),
  );

test('records lie by hour of arrival, one event a line, whatever their encoding', async () => {
  const lakeDir = newFolder();
  const records = [
    record(1, '{"a":1}'),
    record(2, gzipSync('{"a":2}\n{"a":3}\n')),
    record(3, '{"a":4}\n', 1),
    record(4, 'not json', 1),
  ];
  expect((await deliver(lakeDir, records, 10)).at(-1)).toBe('4');
  expect(lake(lakeDir)).toEqual({
    'raw/pipeline=p/date=1970-01-01/hour=00/shardId-000000000000-1.ndjson.gz': '{"a":1}\n{"a":2}\n{"a":3}\n',
    'raw/pipeline=p/date=1970-01-01/hour=01/shardId-000000000000-3.ndjson.gz': '{"a":4}\nnot json\n',
  });
});

test('records delivered again after a crash, in other portions, neither repeat nor get lost', async () => {
  const records = Array.from({ length: 12 }, (_, n) => record(n + 1, `{"n":${n + 1}}`, n < 5 ? 0 : 1));
  for (let before = 1; before <= 12; before++) {
    for (let after = 1; after <= 12; after += 4) {
      const lakeDir = newFolder();
      await deliver(lakeDir, records.slice(0, before), before);
      await deliver(lakeDir, records, after);
      const lines = Object.values(lake(lakeDir))
        .join('')
        .trim()
        .split('\n')
        .map(line => (JSON.parse(line) as { n: number }).n);
      expect(lines.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }
  }
});
