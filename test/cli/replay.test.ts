import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sharedData } from '../support/shared-data';
import { COLUMNS, folder, NINE_TRADES, results, type Ran, tidemark } from './support/tidemark';

jest.setTimeout(60_000);
const dir = folder();
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};
const replay = (input: string, ...more: string[]) =>
  tidemark(['replay', '--pipeline', 'trades', '--input', input, ...more]);
const summary = (ran: Ran) => ran.stderr;
/** Results without the watermark at which they were computed: that is a matter of timing. */
const windows = (ran: Ran) => results(ran).map(({ watermark: _, ...rest }) => rest);

describe('replay of the nine trades', () => {
  const prices = (input: string, ...more: string[]) => replay(input, '--query', 'prices', ...more);
  const csv = file('trades.csv', NINE_TRADES);
  let first: Ran;
  beforeAll(async () => void (first = await prices(csv, '--columns', COLUMNS, '--data-dir', join(dir, 'data'))));

  it('gives the known answer, ordered by window and key', () => {
    expect(first).toMatchObject({ code: 0 });
    const closed = results(first);
    expect(closed.map(({ window, key }) => [window.start.slice(17, 19), key['stockName']])).toEqual([
      ['05', 'AGL'],
      ['05', 'AMC'],
      ['10', 'AGL'],
      ['10', 'AMC'],
      ['10', 'ANZ'],
      ['15', 'AGL'],
      ['15', 'ANZ'],
    ]);
    expect(closed[1]!.values).toEqual({
      avgPrice: expect.closeTo(457.15, 10) as number,
      minPrice: 158.84,
      maxPrice: 755.46,
      count: 2,
      openPrice: 158.84,
      closePrice: 755.46,
    });
    expect(closed.every(({ final, revision }) => final && revision === 0)).toBe(true);
  });

  it('says on stderr that the counts balance', () => {
    expect(summary(first)).toMatch(/events 9, quarantined 0/);
    expect(summary(first)).toMatch(/prices: accepted 9 \+ filtered 0 \+ late 0 \+ quarantined 0 = 9/);
  });

  it('writes results to the lake of its data folder', () => {
    expect(existsSync(join(dir, 'data'))).toBe(true);
  });

  it('prints the same when it is repeated on its data folder, and sends nothing twice', async () => {
    const second = await prices(csv, '--columns', COLUMNS, '--data-dir', join(dir, 'data'));
    expect(second.stdout).toBe(first.stdout);
    expect(summary(second)).toMatch(/sent 0, rejected 0, sent by an earlier run 9/);
  });

  it('prints the results of the queries that it is asked for', async () => {
    const some = await replay(csv, '--columns', COLUMNS, '--data-dir', join(dir, 'data'), '--query', 'trend');
    expect(some).toMatchObject({ code: 0, stdout: '' });
  });

  it('prints the same from stdin, and from a compressed file with columns of other names', async () => {
    const piped = await tidemark(
      ['replay', '--pipeline', 'trades', '--query', 'prices', '--input', '-', '--format', 'csv', '--columns', COLUMNS],
      {
        input: NINE_TRADES,
      },
    );
    expect(windows(piped)).toEqual(windows(first));
    const tsv = `symbol\ttradeType\tprice\tquantity\tt\n${NINE_TRADES.replaceAll(',', '\t')}`;
    const renamed = await prices(
      file('t.tsv.gz', gzipSync(tsv)),
      '--rename',
      'symbol=stockName',
      '--rename',
      't=timestamp',
    );
    expect(windows(renamed)).toEqual(windows(first));
  });
});

describe('replay of input that is broken in parts', () => {
  it('keeps every line accounted for: sent, rejected with its number, or in the quarantine with its reason', async () => {
    const good = '{"stockName":"A","tradeType":"BUY","price":1.5,"quantity":1,"timestamp":1534849271061}';
    const long = good.replace('"A"', JSON.stringify('x'.repeat(10_000_000)));
    const lines = [
      good,
      good.slice(0, 40),
      good.replace('1.5', '"dear"'),
      long,
      '[]',
      good.replace('BUY', '\u{FFFD}'),
      good,
    ];
    const bytes = Buffer.concat([Buffer.from(lines.join('\n') + '\n'), Buffer.from([0xff, 0xfe, 0x00, 0x0a])]);
    const ran = await replay(file('mutated.ndjson', bytes), '--query', 'prices');
    expect(ran.code).toBe(0);
    expect(summary(ran)).not.toMatch(/ at .*:\d+:\d+/);
    const [, total, sent, rejected] = /lines (\d+): sent (\d+), rejected (\d+)/.exec(summary(ran))!.map(Number);
    // An empty array holds no event, as a blank line holds none.
    expect(total).toBe(7);
    expect(sent! + rejected!).toBe(7);
    const [, events, quarantined] = /events (\d+), quarantined (\d+)/.exec(summary(ran))!.map(Number);
    expect(events).toBe(sent);
    const accepted = results(ran).reduce((sum, { values }) => sum + (values['count'] as number), 0);
    expect(accepted / 2).toBe(3);
    expect(quarantined).toBe(sent! - 3);
  });

  it.each([
    ['nothing.csv', undefined, /nothing\.csv/],
    ['.', undefined, /folder|directory/i],
    ['binary.csv', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)), /binary\.csv|column|line/],
  ])('says what is wrong in one line: %s', async (name, content, message) => {
    if (content) file(name, content);
    const ran = await replay(join(dir, name));
    expect(ran.code).toBe(1);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });

  it('gives no results for an empty file', async () => {
    const ran = await replay(file('empty.ndjson', ''));
    expect(ran.stdout).toBe('');
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a definition of the user', () => {
  const definition = (
    select: string,
  ) => `import { count, definePipeline, epochMillis, string, tumbling } from 'tidemark';
export default definePipeline({
  name: 'mine', event: { who: string(), at: epochMillis() }, eventTime: 'at',
  queries: { per_minute: { groupBy: ['who'], window: tumbling('1 minute'), select: { ${select} } } },
});`;

  it('runs from any folder', async () => {
    file('mine.ts', definition('n: count()'));
    file('mine.ndjson', '{"who":"a","at":60000}\n{"who":"a","at":61000}\n');
    const ran = await tidemark(['replay', '--pipeline', './mine.ts', '--input', 'mine.ndjson'], { cwd: dir });
    expect(ran).toMatchObject({ code: 0 });
    expect(results(ran)).toMatchObject([{ pipeline: 'mine', key: { who: 'a' }, values: { n: 2 } }]);
  });

  it('is refused in one line that names the wrong field', async () => {
    file('wrong.ts', definition("n: count('whom')"));
    const ran = await tidemark(['replay', '--pipeline', './wrong.ts', '--input', 'mine.ndjson'], { cwd: dir });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/queries\.per_minute\.select\.n: no column whom; did you mean who\?/);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });

  it('that does not exist is named, beside those that come with the project', async () => {
    const ran = await tidemark(['replay', '--pipeline', 'page-vews', '--input', 'x.csv']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/page-vews/);
    expect(ran.stderr).toMatch(/page-views/);
  });
});

describe('replay of a log that is badly out of order', () => {
  const log = sharedData('apache_combined.log.gz');
  (log ? it : it.skip)('loses nothing: the hours add up to all lines', async () => {
    const pipeline = join(__dirname, '../golden/definitions/access-log.ts');
    const ran = await tidemark(['replay', '--pipeline', pipeline, '--input', log!, '--format', 'combined']);
    expect(ran.code).toBe(0);
    expect(results(ran).reduce((sum, { values }) => sum + (values['requests'] as number), 0)).toBe(10_000);
  });
});
