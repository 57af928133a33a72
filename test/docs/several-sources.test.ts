import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDefinition } from '../../lib/definition-file';
import { MemorySource } from '../support/memory-source';
import { Rig } from '../support/rig';

const PAGE = readFileSync(join(__dirname, '../../docs/how-to/several-sources.md'), 'utf8');
const blocks = [...PAGE.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text: text! }));
const textsOf = (language: string): string[] =>
  blocks.filter(block => block.language === language).map(({ text }) => text);

const folder = mkdtempSync(join(tmpdir(), 'several-sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the example gives the results that it shows', async () => {
  writeFileSync(join(folder, 'shop.ts'), textsOf('ts')[0]!);
  const shards = ['views/shard-0', 'orders/shard-0'];
  const rig = new Rig(loadDefinition(join(folder, 'shop.ts'), folder), new MemorySource(shards));
  rig.nowMs = Date.UTC(2026, 2, 1, 10, 1);
  const [views, orders, results] = textsOf('jsonl');
  await rig.aggregate([rig.put(views!, shards[0])], shards[0]);
  await rig.aggregate([rig.put(orders!, shards[1])], shards[1]);
  await rig.finalize({ endOfInput: true });
  const shown = results!
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as object);
  const found = rig.latest().map(({ query, key, values }) => ({ query, ...key, ...values }));
  expect(found).toEqual([...shown.map(row => ({ query: 'conversion', ...row })), { query: 'visitors', visitors: 2 }]);
});
