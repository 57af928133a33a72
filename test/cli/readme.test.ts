import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BillLine, billOf, total } from '../../cost/bill';
import { readPrices } from '../../cost/prices';
import { ingestOf, type Workload } from '../../cost/workload';
import { eventQueries } from '../../engine/definition/pipeline';
import pageViews from '../../pipelines/page-views';
import { folder, type Ran, results, tidemark } from './support/tidemark';

const ROOT = join(__dirname, '../..');
const dir = folder();
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The first block of a language below a heading. */
function block(heading: string, language: string): string {
  const section = readme.slice(readme.indexOf(`\n## ${heading}\n`));
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(section)![1]!;
}

/** Runs the first shell block below a heading. */
function run(heading: string): Ran {
  const command = block(heading, 'sh').replace('npm run -s tidemark --', `node '${join(ROOT, 'cli/tidemark.mjs')}'`);
  const { stdout, stderr, status } = spawnSync('sh', ['-ec', command], { cwd: dir, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

test('the replay in the README prints what the README says, to the last digit', () => {
  const ran = run('Replay a file');
  expect([ran.code, results(ran)].flat()).toHaveLength(5);
  expect(results(ran)[1]).toEqual(JSON.parse(block('Replay a file', 'json')));
}, 60_000);

test('the definition in the README runs over its readings, and the end of the input closes both windows', () => {
  writeFileSync(join(dir, 'sensors.ts'), block('Write your own pipeline', 'ts'));
  const ran = run('Write your own pipeline');
  expect(ran.code).toBe(0);
  expect(results(ran)).toMatchObject([
    { final: true, values: { mean: 22, peak: 22.5, readings: 2 }, watermark: null },
    { final: true, values: { mean: 21.9, peak: 21.9, readings: 1 }, watermark: null },
  ]);
}, 60_000);

const page = readFileSync(join(ROOT, 'docs/cost.md'), 'utf8').replace(/\s+/g, ' ');

/** The pipeline without visits and what stands on them. */
const views = { ...pageViews, queries: eventQueries(pageViews).filter(({ window }) => window.kind !== 'session') };

function workload(eventsPerSecond: number, given: Partial<Workload> = {}): Workload {
  const usual = { eventBytes: 250, keys: 100, format: 'gzip', mode: 'provisioned', peak: 2 } as const;
  return { pipeline: views, eventsPerSecond, ...usual, ...given };
}

/** A bill of all of it, where each visitor sees six pages in half an hour. */
function withVisits(eventsPerSecond: number, commitEveryMs = pageViews.commitEveryMs): number {
  const visitors = 300 * eventsPerSecond;
  const keysOf = { visits: visitors, visitors };
  return total(bill(eventsPerSecond, { pipeline: { ...pageViews, commitEveryMs }, keysOf }));
}

const bill = (...given: Parameters<typeof workload>): BillLine[] => billOf(workload(...given), readPrices(undefined));

const dollars = (lines: readonly BillLine[]): string => total(lines).toFixed(2);

test('the costs in the README are those that `size` computes for one shard', () => {
  const [, many, few] = /with one shard .*come\s+to about \$(\d+) a month .* to \$(\d+) at 10 events\/s/s.exec(readme)!;
  expect([1_000, 10].map(rate => ingestOf(workload(rate)).shards)).toEqual([1, 1]);
  expect([many, few]).toEqual([1_000, 10].map(rate => String(Math.round(total(bill(rate))))));
  const visits = /with 3,000 within .* it is \$([\d,]+); with\s+300,000, .* \$([\d,]+), or \$([\d,]+) where/s.exec(
    readme,
  )!;
  expect(visits.slice(1).map(text => Number(text.replace(',', '')))).toEqual(
    [withVisits(10), withVisits(1_000), withVisits(1_000, 60_000)].map(Math.round),
  );
});

test('what visits cost in docs/cost.md is what `size` computes, as it is and with a commit a minute', () => {
  const row = (commitEveryMs?: number) =>
    [10, 100, 1_000].map(rate => withVisits(rate, commitEveryMs).toLocaleString('en-US', { maximumFractionDigits: 2 }));
  expect(page).toContain(`| all | ${row().join(' | ')} |`);
  expect(page).toContain(`of 1 minute | ${row(60_000).join(' | ')} |`);
});

test('what one event a record costs is told as `size` computes it, in the docs and in the help', async () => {
  const [packed, single] = [bill(1_000), bill(1_000, { format: 'json' })];
  const ofUnits = (lines: readonly BillLine[]) => dollars(lines.filter(({ what }) => /^source .* PUT/.test(what)));
  const ofFirehose = (lines: readonly BillLine[]) => dollars(lines.filter(({ service }) => service === 'Firehose'));
  expect(page).toContain(`PUT units cost $${ofUnits(single)} instead of $${ofUnits(packed)}, Firehose`);
  expect(page).toContain(`$${ofFirehose(single)} instead of $${ofFirehose(packed)}, and all of it`);
  expect(page).toContain(`all of it $${dollars(single)} instead of $${dollars(packed)}.`);
  const { stdout } = await tidemark(['produce', '--help']);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    `PUT units cost $${ofUnits(single)} a month instead of $${ofUnits(packed)}`,
  );
});

test('what a second shard costs in docs/cost.md is what `size` computes where the peak needs two', () => {
  const [many, few] = [1_000, 10].map(rate => {
    const two = { peak: 31_000 / rate };
    expect(ingestOf(workload(rate, two)).shards).toBe(2);
    return (total(bill(rate, two)) - total(bill(rate))).toFixed(2);
  });
  expect(page).toContain(`costs $${many} more at 1,000 events/s, and $${few} at 10`);
});

test('the table in docs/cost.md is what `size` computes', () => {
  const rates = [10, 1_000, 50_000];
  expect(rates.map(rate => ingestOf(workload(rate)).shards)).toEqual([1, 1, 4]);
  const all = rates.map(rate => dollars(bill(rate)));
  expect(page).toContain(`| **all** | ${all.join(' | ')} |`);
});
