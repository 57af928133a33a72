import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Lookups } from '../../engine/lookup/lookups';
import { TableFiles } from '../../lambda/aws/table-files';
import { loadDefinition } from '../../lib/definition-file';
import { lookupFiles } from '../../lib/lookup-files';
import { MemorySource } from '../support/memory-source';
import { Rig } from '../support/rig';

const PAGE = readFileSync(join(__dirname, '../../docs/how-to/look-up.md'), 'utf8');
const blocks = [...PAGE.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text: text! }));
const textsOf = (language: string): string[] =>
  blocks.filter(block => block.language === language).map(({ text }) => text);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'look-up-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function written(): string {
  const definition = join(folder, 'clicks.ts');
  writeFileSync(definition, textsOf('ts')[0]!);
  writeFileSync(join(folder, 'ads.csv'), textsOf('csv')[0]!);
  return definition;
}

test('the example gives the results that it shows', async () => {
  const definition = written();
  const pipeline = loadDefinition(definition, folder);
  const files = lookupFiles(pipeline, definition);
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const lookups = new Lookups(
    pipeline.lookups,
    new TableFiles(pipeline.lookups, name => files[name], new S3Client()),
    clock,
  );
  const rig = new Rig(pipeline, new MemorySource(), lookups);
  rig.nowMs = Date.UTC(2026, 2, 1, 10, 1);
  const [events, results] = textsOf('jsonl');
  await rig.aggregate([rig.put(events!)]);
  await rig.finalize({ endOfInput: true });
  const shown = results!
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as object);
  expect(rig.latest().map(({ key, values }) => ({ ...key, ...values }))).toEqual(shown);
});

test('a file that is missing or is no table is told in one line when the definition is loaded', () => {
  const definition = written();
  writeFileSync(join(folder, 'ads.csv'), 'ad_id,campaign\na1,spring\na1,summer');
  const path = join(folder, 'ads.csv');
  expect(() => loadDefinition(definition, folder)).toThrow(
    `clicks.ts: lookups.ads: ${path}: row 2: ad_id "a1" comes twice`,
  );
  rmSync(path);
  expect(() => loadDefinition(definition, folder)).toThrow(`clicks.ts: lookups.ads: ${path}: no such file`);
});
