import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf, total } from '../../cost/bill';
import { readPrices } from '../../cost/prices';
import pageViews from '../../pipelines/page-views';
import { folder, type Ran, results } from './support/tidemark';

const ROOT = join(__dirname, '../..');
const dir = folder();
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The first block of a language below a heading. */
function block(heading: string, language: string): string {
  const section = readme.slice(readme.indexOf(`\n## ${heading}\n`));
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(section)![1]!;
}

test('the replay in the README prints what the README says, to the last digit', () => {
  const command = block('Replay a file', 'sh').replace(
    'npm run -s tidemark --',
    `node '${join(ROOT, 'cli/tidemark.mjs')}'`,
  );
  const { stdout, stderr, status } = spawnSync('sh', ['-ec', command], { cwd: dir, encoding: 'utf8' });
  const ran: Ran = { code: status, stdout, stderr };
  expect([ran.code, results(ran)].flat()).toHaveLength(5);
  expect(results(ran)[1]).toEqual(JSON.parse(block('Replay a file', 'json')));
}, 60_000);

test('the costs in the README are those that `size` computes', () => {
  const [, many, few] = /comes to about \$(\d+) a month .* to \$(\d+) at 10 events\/s/s.exec(readme)!;
  const dollars = (eventsPerSecond: number): string => {
    const workload = {
      eventsPerSecond,
      eventBytes: 250,
      keys: 100,
      format: 'gzip',
      mode: 'provisioned',
      peak: 2,
    } as const;
    return String(Math.round(total(billOf({ pipeline: pageViews, ...workload }, readPrices(undefined)))));
  };
  expect([many, few]).toEqual([dollars(1_000), dollars(10)]);
});
