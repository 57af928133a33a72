import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { checkFits, chooseFeed, type FeedSettings } from '../../cli/feed/choose-feed';
import { feedOptions } from '../../cli/feed/options';
import { total } from '../../cost/bill';
import { feedLines } from '../../cost/feed';
import { readPrices } from '../../cost/prices';
import { feeds } from '../../feeds/index';
import trades from '../../pipelines/trades';
import { folder } from '../cli/support/tidemark';

const dir = folder();
const page = readFileSync(join(__dirname, '../../docs/how-to/feeds.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);
const rows = page.split('\n').flatMap(line => (/^\| `/.test(line) ? [line.split('|').map(cell => cell.trim())] : []));

test.each(feeds.map(feed => [feed.name, feed] as const))('the page says of %s what its record does', (name, feed) => {
  const { title, documentation, terms, transport, keys, url, limits } = feed;
  const where = url === undefined ? 'its configuration' : `\`${url}\``;
  const named = keys.map(key => `\`${key}\``).join(', ') || 'none';
  const what = `[${title}](${documentation}) ([terms](${terms}))`;
  expect(rows).toContainEqual(['', `\`${name}\``, what, transport, named, where, limits, '']);
  expect(rows.filter(([, cell]) => cell!.includes(`\`${name}\``))).toHaveLength(3);
});

/** The options of a command of the page, as the command line reads them. */
function settingsOf(command: string): { readonly name: string; readonly settings: FeedSettings } {
  const [, text] = /^npm (?:run -s tidemark -- feed|start -- --feed) (.*)$/.exec(command)!;
  const words = [...text!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  let name = '';
  const parser = feedOptions(new Command('feed'))
    .exitOverride()
    .action((given: string) => void (name = given));
  parser.parse(words, { from: 'user' });
  return { name, settings: parser.opts<FeedSettings>() };
}

test.each(blocks('sh').flatMap(text => text.trimEnd().split('\n')))('%s is right', command => {
  const { name, settings } = settingsOf(command);
  for (const key of feeds.flatMap(({ keys }) => keys)) process.env[key] = 'k';
  const config = settings.config === undefined ? {} : { config: join(dir, settings.config) };
  if (settings.config !== undefined) writeFileSync(join(dir, settings.config), blocks('json').at(-1)!);
  const chosen = chooseFeed(name, { ...settings, ...config });
  if (chosen.feed.pipeline === 'trades') checkFits(chosen, trades);
  expect(chosen.feed.name).toBe(name);
});

test('what a feed costs as a service is what `size --feed` computes', () => {
  const [, dollars] = /It costs about\s+\$(\d+) a month/.exec(page)!;
  expect(Math.round(total(feedLines(readPrices(undefined))))).toBe(Number(dollars));
});
