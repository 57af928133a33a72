import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain, type ExplainOptions } from '../../cli/explain/explain';
import { planOf, type QueryPlan } from '../../cli/explain/plan';
import { stateBytesOf } from '../../cli/explain/state-bytes';
import { billOf, total } from '../../cost/bill';
import { readPrices } from '../../cost/prices';
import { eventQueries } from '../../engine/definition/pipeline';
import {
  approxDistinct,
  count,
  cumulate,
  hopping,
  max,
  quantile,
  session,
  sum,
  topK,
  tumbling,
} from '../../engine/index';
import { loadDefinition } from '../../lib/definition-file';
import { orders } from './support/orders-definition';
import { printed } from './support/printed';
import { COLUMNS, folder, NINE_TRADES, tidemark } from './support/tidemark';

const dir = folder();
const LOAD = { rate: 1_000, bytes: 250, keys: 100 };

const explained = async (definition: string, options: Partial<ExplainOptions> = {}): Promise<string[]> =>
  (await printed(() => explain(definition, { ...LOAD, ...options }))).lines;

/** The lines below a title, without those of the next one. */
function section(lines: readonly string[], title: string): string[] {
  const from = lines.findIndex(line => line.startsWith(title));
  expect(from).toBeGreaterThanOrEqual(0);
  return lines.slice(from, lines.indexOf('', from) < 0 ? undefined : lines.indexOf('', from));
}

describe('the plan', () => {
  const of = (query: object, parts: object = {}) => planOf(orders(query, parts), LOAD).queries[0] as QueryPlan;

  it('has each aggregate once, however many values are computed from it', () => {
    const { aggregates, values } = of({
      select: { n: count(), mean: 'sum(price) / count(*)', revenue: sum('price'), twice: '2 * revenue' },
    });
    expect(aggregates.map(({ aggregate }) => aggregate)).toEqual(['count(*)', 'sum(price)']);
    expect(values).toEqual([
      { name: 'n', type: { type: 'integer', isNullable: false }, expression: 'count(*)' },
      { name: 'mean', type: { type: 'number', isNullable: true }, expression: 'sum(price) / count(*)' },
      { name: 'revenue', type: { type: 'number', isNullable: true }, expression: 'sum(price)' },
      { name: 'twice', type: { type: 'number', isNullable: true }, expression: '2 * revenue' },
    ]);
  });

  it('writes conditions, keys and order as the definition may have them', () => {
    const plan = of({
      where: 'price > 1 and big',
      groupBy: { day: "date_trunc('day', at)", odd: 'odd', shop: 'shop' },
      having: 'sum(price) / n > 2',
      top: { n: 3, by: 'revenue', per: 'day' },
      emit: 'onUpdate',
    });
    expect(plan).toMatchObject({
      where: '(price > 1) and big',
      keys: [
        { name: 'day', expression: "cast(case when ((price > 1) and big) then date_trunc('day', at) end as text)" },
        { name: 'odd', type: undefined, expression: undefined },
        { name: 'shop', type: { type: 'text', isNullable: false }, expression: undefined },
      ],
      having: '(sum(price) / n) > 2',
      top: { n: 3, by: 'revenue', per: ['day'] },
      emit: 'onUpdate',
    });
  });

  it.each([
    [tumbling('1 minute'), { paneMs: 60_000, panesPerWindow: 1, windowsPerEvent: 1, groupMs: 60_000 }],
    [hopping('10 seconds', '4 seconds'), { paneMs: 2_000, panesPerWindow: 5, windowsPerEvent: 3, panesPerGroup: 30 }],
    [tumbling('1 day', { timeZone: 'Asia/Kolkata' }), { paneMs: 900_000, panesPerWindow: 96, windowsPerEvent: 1 }],
    [cumulate('1 minute', '10 seconds'), { paneMs: 10_000, panesPerWindow: 6, windowsPerEvent: 6, panesPerGroup: 6 }],
    [session('30 minutes'), { paneMs: 1_800_000, panesPerWindow: 48, windowsPerEvent: 1, panesPerGroup: 1 }],
  ])('says how windows are merged from panes: %j', (window, panes) => {
    expect(of({ window }).panes).toMatchObject(panes);
  });

  it('says what is approximate, and by how much at most', () => {
    const { aggregates } = of({
      select: {
        n: count(),
        d: approxDistinct('city'),
        e: approxDistinct('city', { exactUpTo: 10_000 }),
        m: quantile('price', 0.5),
        t: topK('city', 10),
      },
    });
    expect(aggregates.map(({ error }) => error)).toEqual([
      'exact up to 256 different values, then within 1.6 % (standard error)',
      'exact up to 10,000 different values, then within 1.6 % (standard error)',
      undefined,
      'within 1 % of the value',
      'exact up to 80 different values, then each count too high by at most its error, which is at most 1.7 % of the events',
    ]);
  });
});

describe('the bytes of state', () => {
  const bytes = (select: object, rate: number, keys: number) => {
    const pipeline = orders({ select });
    return stateBytesOf(eventQueries(pipeline)[0]!, pipeline.scope, rate, keys);
  };

  it('are those of as many events as a key has in a pane', () => {
    expect(bytes({ n: count() }, 100, 60).events).toBe(100);
    expect(bytes({ n: count() }, 1, 1_000).events).toBe(1);
    expect(bytes({ n: count() }, 1e6, 1).events).toBe(1_000);
  });

  it('grow with a sketch until it is full, and never pass the most', () => {
    for (const select of [{ n: count() }, { m: max('shop') }, { d: approxDistinct('city') }, { t: topK('city', 20) }]) {
      const [few, many] = [bytes(select, 1, 60), bytes(select, 1_000, 60)];
      expect(few.typical).toBeLessThanOrEqual(many.typical);
      expect(many.typical).toBeLessThanOrEqual(many.most);
    }
    expect(bytes({ d: approxDistinct('city') }, 200, 60).typical).toBeGreaterThan(200 * 8);
  });

  it('are 8 for each value that is counted exactly', () => {
    const { most, typical, events } = bytes({ d: approxDistinct('city', { exactUpTo: 10_000 }) }, 1e6, 1);
    expect(events).toBe(10_000);
    expect(typical).toBeGreaterThan(10_000 * 8);
    expect(typical).toBeLessThanOrEqual(most);
    expect(most - bytes({ d: approxDistinct('city') }, 1, 1).most).toBe(10_000 * 8 + 3 - 3_076);
  });
});

describe('the command', () => {
  it('says fields, times, queries, moving averages and columns of a built-in pipeline', async () => {
    const lines = await explained('trades');
    expect(section(lines, 'fields')).toContain('  eventTimeReadable  string, optional');
    expect(section(lines, 'query prices, prices@')).toEqual(
      expect.arrayContaining([
        '  window       hopping, 10 seconds every 5 seconds',
        '  panes        5 seconds long: a window is merged from 2, an event counts in 2 windows',
        '               stored in groups of 12: 1 minute',
        '  approximate  nothing',
      ]),
    );
    expect(section(lines, 'query trend, trend@')).toContain(
      '               sma12   number, may be null  sma(avgPrice, 12)',
    );
    expect(section(lines, 'columns of results in the lake')).toContain('  values.count       bigint');
  });

  it('says the cost of a load as size computes it', async () => {
    const load = {
      eventsPerSecond: 5_000,
      eventBytes: 400,
      keys: 500,
      format: 'gzip',
      mode: 'provisioned',
      peak: 2,
    } as const;
    const bill = billOf({ ...load, pipeline: loadDefinition('trades', dir) }, readPrices());
    const lines = section(
      await explained('trades', { rate: 5_000, bytes: 400, keys: 500 }),
      'cost a month at 5,000 events/s of 400 bytes, 500 keys',
    );
    expect(lines.find(line => line.startsWith('  all '))).toMatch(new RegExp(`\\$${total(bill).toFixed(2)}$`));
  });

  it('gives all of it as JSON', async () => {
    const json = JSON.parse((await explained('trades', { json: true, against: 'page-views' })).join('\n')) as object;
    expect(json).toMatchObject({
      pipeline: 'trades',
      fields: [{ name: 'stockName', kind: 'string', isOptional: false }, {}, {}, {}, {}, {}],
      queries: expect.arrayContaining([
        expect.objectContaining({ name: 'prices', keys: [expect.objectContaining({ name: 'stockName' })] }),
        expect.objectContaining({ name: 'trend', over: 'prices' }),
      ]) as object[],
      cost: { events: 1_000, shards: 1 },
      change: { pipeline: 'page-views' },
    });
  });

  it('says that another pipeline shares nothing', async () => {
    expect(section(await explained('trades', { against: 'page-views' }), 'deployed over page-views')[1]).toMatch(
      /page-views is another pipeline, .* nothing is kept$/,
    );
  });

  it('looks into the state of a pipeline that has run, and says where there is none', async () => {
    const data = join(dir, 'data');
    const input = join(dir, 'trades.csv');
    writeFileSync(input, NINE_TRADES);
    const replay = ['replay', '--pipeline', 'trades', '--input', input, '--columns', COLUMNS, '--data-dir', data];
    expect(await tidemark(replay)).toMatchObject({ code: 0 });
    const { stdout } = await tidemark(['explain', 'trades', '--deployed', '--data-dir', data]);
    expect(stdout).toMatch(/\ndeployed over what Tidemark-trades-\S*State\S* holds\n(?: {2}\w+ +keeps its state\n)+$/);
    const other = await tidemark(['explain', 'page-views', '--deployed', '--data-dir', data]);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toMatch(/^tidemark: no state table of page-views [^\n]*--state-table[^\n]*\n$/);
  }, 60_000);

  it('refuses options that do not go together', async () => {
    await expect(explained('trades', { against: 'trades', deployed: true })).rejects.toThrow('one of the two');
    await expect(explained('trades', { dataDir: dir })).rejects.toThrow('belong to --deployed');
  });

  it('is a command with numbers that are checked', async () => {
    const [right, wrong] = await Promise.all([
      tidemark(['explain', 'trades', '--rate', '10', '--keys', '5']),
      tidemark(['explain', 'trades', '--keys', '0']),
    ]);
    expect(right).toMatchObject({ code: 0, stderr: '' });
    expect(right.stdout).toMatch(/^pipeline trades\n/);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('expected a whole number from 1');
  }, 60_000);
});

test('the page shows what explain prints of its definition, and of the change that it describes', async () => {
  const page = readFileSync(join(__dirname, '../../docs/how-to/check-and-change.md'), 'utf8');
  const blocks = (language: string): string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!);
  const [old] = blocks('ts');
  const changed = old!.replace('orders >= 3', 'orders >= 5').replace(/(totals: .*?)1 minute/, '$11 hour');
  const [before, after] = [join(dir, 'deployed.ts'), join(dir, 'orders.ts')];
  writeFileSync(before, old!);
  writeFileSync(after, changed);
  const shown = (await explained(after, { against: before })).join('\n').replace(before, './deployed/orders.ts');
  const anyId = (text: string): string => text.replace(/@[0-9a-f]{8}/g, '@id').trimEnd();
  const [query, change] = blocks('text');
  expect(anyId(shown)).toContain(anyId(change!));
  expect(anyId((await explained(before)).join('\n'))).toContain(anyId(query!));
});
