import { catalogued, describePipeline } from '../../api/catalogue';
import { checkDashboard } from '../../api/check-dashboard';
import { schemas } from '../../api/schemas';
import trades from '../../pipelines/trades';
import orders from '../browser/orders';

/** The mistakes of a dashboard of orders. */
function mistakesOf(dashboard: unknown, pipeline = orders): readonly string[] {
  const problems: string[] = [];
  checkDashboard(dashboard, pipeline, text => problems.push(text));
  return problems;
}

const refuse = (text: string): never => {
  throw new Error(text);
};
const chart = (more: object) => ({ charts: [{ query: 'sales', ...more }] });

test.each<[what: string, dashboard: unknown, mistake: string]>([
  ['no object', [], 'expected an object such as { "headlines": [{ "query": "sales", "value": "revenue" }] }: []'],
  ['a part', { titel: 'Orders' }, 'titel: no such name; did you mean title?'],
  ['a title', { title: 7 }, 'title: expected text of at most 80 characters: 7'],
  ['no list', { queries: 'sales' }, 'queries: expected a list such as ["quarters"]: "sales"'],
  ['a query', { queries: ['saels'] }, 'queries[0]: no query "saels"; did you mean sales?'],
  ['a query near to none', { queries: [null] }, 'queries[0]: no query null; there is quarters, sales'],
  ['no query', { queries: [] }, 'queries: expected one at least'],
  ['a query twice', { queries: ['sales', 'sales'] }, 'queries[1]: sales is there twice'],
  [
    'a value',
    { headlines: [{ query: 'sales', value: 'revenu' }] },
    'headlines[0].value: no number "revenu" of sales; did you mean revenue?',
  ],
  [
    'a part of a headline',
    { headlines: [{ query: 'sales', value: 'orders', valeu: 'x' }] },
    'headlines[0].valeu: no such name; did you mean value?',
  ],
  ['a query of a chart', { charts: [{ query: 'sale' }] }, 'charts[0].query: no query "sale"; did you mean sales?'],
  ['an option', chart({ colour: 'red' }), 'charts[0].colour: no such name; expected query, values, kind, keys, span'],
  ['a kind', chart({ kind: 'lines' }), 'charts[0].kind: no kind "lines"; did you mean line?'],
  [
    'candles of no prices',
    chart({ kind: 'candles' }),
    'charts[0].kind: candles are drawn of a first, max, min and last: sales shows no min, first, last',
  ],
  ['no values', chart({ values: [] }), 'charts[0].values: expected one at least'],
  [
    'a value of a chart',
    chart({ values: ['ordres'] }),
    'charts[0].values[0]: no number "ordres"; did you mean orders?',
  ],
  ['a key', chart({ keys: [{ contry: 'CH' }] }), 'charts[0].keys[0].contry: no such name; did you mean country?'],
  ["a key's value", chart({ keys: [{ country: 41 }] }), 'charts[0].keys[0].country: expected a string: 41'],
  [
    'a part of compared keys',
    chart({ keys: [{ country: 'CH', channel: 'shop' }, { country: 'AU' }] }),
    'charts[0].keys[1]: keys that are compared need channel too',
  ],
  [
    'more keys than are compared',
    chart({ keys: Array.from({ length: 6 }, (_, i) => ({ country: `${i}`, channel: 'shop' })) }),
    'charts[0].keys: at most 5 keys are compared: 6',
  ],
  [
    'a span',
    chart({ span: '2 hours' }),
    'charts[0].span: expected one of 5 minutes, 15 minutes, 1 hour, 6 hours, 1 day, 7 days, 30 days: "2 hours"',
  ],
  [
    'a span said twice',
    {
      charts: [
        { query: 'sales', span: '1 day' },
        { query: 'sales', span: '1 hour' },
      ],
    },
    'charts[1].span: charts[0] says it for sales already',
  ],
])('%s that is wrong is one line with its path', (_, dashboard, mistake) => {
  expect(mistakesOf(dashboard)).toEqual([mistake]);
});

test('what depends on the queries is checked against them', () => {
  expect(mistakesOf({ queries: ['prices'], charts: [{ query: 'trend' }] }, trades)).toEqual([
    'charts[0].query: trend is not among queries',
  ]);
  expect(mistakesOf({ charts: [{ query: 'candles_1h', span: '5 minutes' }] }, trades)).toEqual([
    'charts[0].span: shorter than a window of candles_1h: "5 minutes"',
  ]);
  expect(mistakesOf({ charts: [{ query: 'trend', keys: [{}] }] }, trades)).toEqual([
    'charts[0].keys[0]: no value of trend adds up over keys; it needs stockName too',
  ]);
});

test('what is right stands in the catalogue as the OpenAPI document has it; all of it may be absent', () => {
  const given = {
    title: 'Orders',
    queries: ['sales'],
    headlines: [{ query: 'sales', value: 'revenue' }],
    charts: [{ query: 'sales', values: ['orders'], kind: 'line', keys: [{ country: null }], span: '1 hour' }],
  };
  const dashboard = checkDashboard(given, orders, refuse);
  const [{ span, ...chart }] = given.charts as [(typeof given.charts)[number]];
  expect(span).toBe('1 hour');
  expect(dashboard).toEqual({ ...given, charts: [{ ...chart, spanMs: 3_600_000 }] });
  expect(describePipeline(catalogued({ ...orders, dashboard })).dashboard).toEqual(dashboard);
  expect(Object.keys(schemas.Dashboard.properties)).toEqual(Object.keys(dashboard));
  expect(checkDashboard({}, orders, refuse)).toEqual({});
  expect(describePipeline(orders)).not.toHaveProperty('dashboard');
});
