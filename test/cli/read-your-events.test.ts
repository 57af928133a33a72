import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, results, tidemark } from './support/tidemark';

jest.setTimeout(60_000);

const LINES_MAX = 25;
const dir = folder();
const page = readFileSync(join(__dirname, '../../docs/how-to/read-your-events.md'), 'utf8');

/** A section's records, definition, command and results, as they stand there. */
function exampleIn(section: string) {
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language,
    text: text!,
  }));
  expect(blocks.map(({ language }) => language)).toEqual([
    expect.stringMatching(/^(text|jsonl)$/),
    'ts',
    'sh',
    'jsonl',
  ]);
  const [records, definition, command, printed] = blocks.map(({ text }) => text);
  return { records: records!, definition: definition!, command: command!, printed: printed! };
}

const sections = page
  .split(/^## /m)
  .slice(1)
  .map(text => [text.slice(0, text.indexOf('\n')), text] as const);

test('the page has an example of each sender', () => {
  expect(sections.map(([title]) => title)).toEqual([
    'CSV',
    'CloudFront real-time logs',
    'CloudWatch Logs',
    'AWS Glue Schema Registry',
    'Segment',
    'Snowplow',
    'GA4',
    'Binance',
    'Kraken v2',
    'Alpaca',
  ]);
});

test.each(sections)('%s: the definition is short, and prints what the page says', async (_, section) => {
  const { records, definition, command, printed } = exampleIn(section);
  const [, pipeline, input] = /^npm run -s tidemark -- replay --pipeline \.\/(\S+) --input (\S+)\n$/.exec(command)!;
  const code = definition.split('\n').filter(line => line !== '' && !line.startsWith('//'));
  expect(code.length).toBeLessThan(LINES_MAX);
  expect(section).toContain(`\`${input}\``);
  writeFileSync(join(dir, pipeline!), definition);
  writeFileSync(join(dir, input!), records);
  const ran = await tidemark(['replay', '--pipeline', `./${pipeline}`, '--input', input!], { cwd: dir });
  const lines = results(ran).map(({ query, key, window, values }) =>
    JSON.stringify([query, key, window.start, values]),
  );
  expect(`${lines.join('\n')}\n`).toBe(printed);
  expect(ran).toMatchObject({ code: 0 });
});
