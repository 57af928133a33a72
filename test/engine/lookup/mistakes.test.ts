import { count, definePipeline, epochMillis, integer, string, table, tumbling } from 'tidemark';

const columns = { ad: string(), campaign: string(), shop: integer() };
const ads = table({ file: 'ads.csv', key: 'ad', columns });

function messageOf(part: object): string {
  const input = {
    name: 'clicks',
    event: { ad: string(), shop: integer(), at: epochMillis() },
    lookups: { ads },
    eventTime: 'at',
    queries: { q: { window: tumbling(1000), select: { n: count() } } },
    ...part,
  };
  try {
    definePipeline(input as never);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('no mistake was found');
}

const inDerive = (text: string): object => ({ derive: { c: text } });
const withTable = (one: unknown): object => ({ lookups: { ads: one } });

test.each<[string, object, string]>([
  [
    'another table',
    inDerive('lookup(adds, ad).campaign'),
    'derive.c: no lookup table adds (column 8); did you mean ads?',
  ],
  [
    'another column',
    inDerive('lookup(ads, ad).campain'),
    'derive.c: no column campain in lookups.ads (column 17); did you mean campaign?',
  ],
  [
    'no column',
    inDerive('lookup(ads, ad)'),
    "derive.c: expected the table's column, as in lookup(campaigns, ad_id).campaign_id (column 16)",
  ],
  ['no key', inDerive('lookup(ads).campaign'), 'derive.c: expected ,, got ")" (column 11)'],
  [
    'a key of another type',
    inDerive('lookup(ads, shop).campaign'),
    'derive.c: ads is looked up by ad, which is text, not integer (column 8)',
  ],
  [
    'a text as the table',
    inDerive("lookup('ads', ad).campaign"),
    'derive.c: expected the name of a lookup table, got "ads" (column 8)',
  ],
  [
    'a dot behind a column',
    inDerive('ad.campaign'),
    'derive.c: unexpected "." (column 3); a column has no dots: give the field a name of its own and its path by at',
  ],
  ['a dot behind parentheses', inDerive('upper(ad).x'), 'derive.c: unexpected "." (column 10)'],
  [
    'no lookups',
    { ...inDerive('lookup(ads, ad).campaign'), lookups: undefined },
    'derive.c: no lookup table ads: the definition has no lookups (column 8)',
  ],
  [
    'accept',
    { source: { accept: "lookup(ads, ad).campaign = 'x'" } },
    'source.accept: reads a lookup table; it may read fields and expressions over them',
  ],
  [
    'eventTime',
    { eventTime: 'case when lookup(ads, ad).shop > 1 then at else at end' },
    'eventTime: reads a lookup table; when an event happened it says itself',
  ],
  [
    'dedupe',
    { derive: { c: 'upper(lookup(ads, ad).campaign)' }, dedupe: { by: 'c', within: '1 minute' } },
    'dedupe.by: reads a lookup table; copies are told by what they say themselves, whenever they come',
  ],
  [
    'a value',
    { queries: { q: { window: tumbling(1000), select: { n: count(), c: 'lookup(ads, ad).campaign' } } } },
    'queries.q.select.c: lookup finds a value for each event (column 1); aggregate it, as in max(lookup(...).price), or group by it',
  ],
  [
    'a query over results',
    {
      queries: {
        q: { groupBy: ['ad'], window: tumbling(1000), select: { n: count() } },
        over: { over: 'q', window: tumbling(2000), groupBy: { c: 'lookup(ads, ad).campaign' }, select: { n: count() } },
      },
    },
    'queries.over.groupBy.c: a query over results looks nothing up (column 8); let q do it',
  ],
  [
    'an unknown option',
    withTable({ ...ads, sorce: 1 }),
    'lookups.ads.sorce: no such name; expected file, s3, format, key, columns, refresh',
  ],
  [
    'no place',
    withTable({ key: 'ad', columns }),
    "lookups.ads: needs file: './ads.csv' or s3: 's3://bucket/ads.csv', one of them",
  ],
  [
    'two places',
    withTable({ ...ads, s3: 's3://bucket/ads.csv' }),
    "lookups.ads: needs file: './ads.csv' or s3: 's3://bucket/ads.csv', one of them",
  ],
  [
    'no object of S3',
    withTable({ s3: 'bucket/ads.csv', key: 'ad', columns }),
    'lookups.ads.s3: expected s3://bucket/key, without * and ?: "bucket/ads.csv"',
  ],
  [
    'an unknown format',
    withTable({ ...ads, format: 'cvs' }),
    'lookups.ads.format: expected csv, tsv, json: "cvs"; did you mean csv?',
  ],
  [
    'a file whose name says no format',
    withTable({ ...ads, file: 'ads.txt' }),
    'lookups.ads.format: "ads.txt" does not say it; expected csv, tsv, json',
  ],
  [
    'a key that is no column',
    withTable({ ...ads, key: 'add' }),
    'lookups.ads.key: no column "add" in columns; did you mean ad?',
  ],
  [
    'a key that may be null',
    withTable({ ...ads, columns: { ...columns, ad: string().optional() } }),
    'lookups.ads.key: "ad" is optional; every row has a key',
  ],
  ['no columns', withTable({ ...ads, columns: {} }), 'lookups.ads.columns: at least one field is needed'],
  [
    'a column that is no field',
    withTable({ ...ads, columns: { ad: string(), x: 1 } }),
    'lookups.ads.columns.x: expected a field such as string() or number(): 1',
  ],
  [
    'a path into a row',
    withTable({ ...ads, columns: { ...columns, ad: string({ at: 'a.b' }) } }),
    'lookups.ads.columns.ad.at: expected one column\'s name, since csv holds rows: "a.b"',
  ],
  [
    'a file that changes',
    withTable({ ...ads, refresh: '1 minute' }),
    'lookups.ads.refresh: a file is deployed with the definition and does not change',
  ],
  [
    'too quick a refresh',
    withTable({ s3: 's3://bucket/ads.csv', key: 'ad', columns, refresh: '1 second' }),
    'lookups.ads.refresh: expected a duration of at least 10 seconds: "1 second"',
  ],
  [
    'more than options',
    withTable(table({ file: 'ads.csv', key: 'ad', columns }, 5)),
    'lookups.ads: table() takes an object of options, got also 5',
  ],
  ['no table', withTable('ads.csv'), 'lookups.ads: expected an object such as table({'],
  ['a name that is none', { lookups: { 'my ads': ads } }, 'lookups.my ads: not an identifier'],
])('%s', (_, part, line) => expect(messageOf(part)).toContain(line));
