import {
  approxDistinct,
  boolAnd,
  boolean,
  count,
  covarPop,
  definePipeline,
  DefinitionError,
  epochMillis,
  first,
  integer,
  isoTime,
  last,
  max,
  maxBy,
  min,
  minBy,
  number,
  sma,
  string,
  sum,
  topK,
  tumbling,
} from '../../../engine';
import type { Aggregate } from '../../../engine/definition/aggregates';
import { eventQueries } from '../../../engine/definition/pipeline';
import { keptFields } from '../../../engine/events/text-bound';
import { glueType, resultColumns } from '../../../engine/results/lake-columns';

const window = tumbling('1 minute');
const EXACT_UP_TO = 'how many values are counted exactly, a whole number from 16 to 48000';

function pipelineOf(select: Readonly<Record<string, unknown>>, over: Record<string, unknown> = {}) {
  return definePipeline({
    name: 'trades',
    event: {
      room: string(),
      note: string(),
      price: number(),
      quantity: integer(),
      isBuy: boolean(),
      iso: isoTime(),
      at: epochMillis(),
    },
    derive: { size: e => e.price, isBig: e => e.price > 9, name: e => e.room },
    eventTime: 'at',
    queries: { q: { window, select: select as Record<string, Aggregate<never>> }, ...over },
  });
}

const loose = (builder: unknown) => builder as (...given: unknown[]) => unknown;

function mistakes(aggregate: unknown): readonly string[] {
  try {
    pipelineOf({ v: aggregate });
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.problems;
  }
}

test.each<[unknown, string]>([
  [min('isBuy'), ': min needs a number, time or text, got boolean'],
  [minBy('room', 'isBuy'), ': minBy needs a number, time or text as argument 2, got boolean'],
  [boolAnd('price'), ': boolAnd needs true or false, got number'],
  [{ kind: 'sum', field: 'price', times: 'room' }, ': sum needs a number as argument 2, got text'],
  [covarPop('isBuy', 'price'), ': covarPop needs a number as argument 1, got boolean'],
  [maxBy('room', 'prise'), ': no column prise; did you mean price?'],
  [{ kind: 'maxBy', field: 'room' }, ': maxBy needs a by'],
  [{ kind: 'corr', with: 'price' }, ': corr needs a field'],
  [{ kind: 'avg', field: 'price', by: 'at' }, '.by: only minBy, maxBy take it'],
  [{ kind: 'avg', field: 'price', times: 'quantity' }, '.times: only sum takes it'],
  [{ kind: 'sum', field: 'price', tims: 'quantity' }, '.tims: no such name; did you mean times?'],
  [loose(minBy)('room', 'price', 1), ': minBy takes two fields, got also 1'],
  [loose(first)('room', {}, 'price'), `: first takes one field and { nulls: 'respect' }, got also "price"`],
  [loose(last)('room', { nulls: 1 }), `: last takes one field and { nulls: 'respect' }, got also {"nulls":1}`],
  [
    loose(last)('room', { nuls: 'respect' }),
    `: last takes one field and { nulls: 'respect' }, got also {"nuls":"respect"}`,
  ],
  [loose(last)('room', null), `: last takes one field and { nulls: 'respect' }, got also null`],
  [loose(approxDistinct)('room', 12, 13), ': approxDistinct takes one field and options, got also 12, 13'],
  [loose(approxDistinct)('room', {}, 13), ': approxDistinct takes one field and options, got also 13'],
  [{ kind: 'lastWithNulls', field: 'note', when: 'isBuy' }, '.when: no such name; expected kind, field'],
  [approxDistinct('room', { exactUpTo: 15 }), `: exactUpTo must be ${EXACT_UP_TO}: 15`],
  [approxDistinct('room', { exactUpTo: 48_001 }), `: exactUpTo must be ${EXACT_UP_TO}: 48001`],
  [approxDistinct('room', { exactUpTo: 99.5 }), `: exactUpTo must be ${EXACT_UP_TO}: 99.5`],
  [approxDistinct('room', { exactUpTo: null as never }), `: exactUpTo must be ${EXACT_UP_TO}: null`],
  [approxDistinct('room', { exactUpto: 99 } as object), '.exactUpto: no such name; did you mean exactUpTo?'],
  [{ kind: 'count', exactUpTo: 99 }, '.exactUpTo: only approxDistinct takes it'],
])('%j is refused in one line', (aggregate, line) => {
  expect(mistakes(aggregate)).toEqual([`queries.q.select.v${line}`]);
});

test.each<[string, string]>([
  ['count(distinct room, 15)', `argument 2 of count must be ${EXACT_UP_TO} (column 1)`],
  ['approx_distinct(room, 48001)', `argument 2 of approx_distinct must be ${EXACT_UP_TO} (column 1)`],
  ['1 + count(distinct room, note)', `argument 2 of count must be ${EXACT_UP_TO} (column 5)`],
  ['count(distinct room, 99, 1)', 'count takes 1 to 2 arguments, got 3 (column 1)'],
  ['count(room, 99)', 'count takes 1 argument, got 2 (column 1)'],
  ['top_k(room)', 'top_k takes 2 arguments, got 1 (column 1)'],
  ['last_value(distinct note) respect nulls', 'last_value takes no distinct (column 1)'],
  ['last_value(note, 1) respect nulls', 'last_value takes 1 argument, got 2 (column 1)'],
  ['count(distinct room) respect nulls', 'only first_value and last_value take respect nulls (column 22)'],
])('%s is refused in one line, and shown where', (text, line) => {
  const [first, shown, caret] = mistakes(text)[0]!.split('\n');
  expect(first).toBe(`queries.q.select.v: ${line}`);
  expect(shown).toBe(`    ${text}`);
  expect(caret!.length - 4).toBe(Number(/column (\d+)/.exec(line)![1]));
});

const stateOf = (select: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const { id, aggregates } = eventQueries(pipelineOf(select))[0]!;
  return [id, aggregates];
};

test.each<[what: unknown, anyway: unknown]>([
  ['last_value(note) ignore nulls', 'last_value(note)'],
  ['FIRST_VALUE(note) IGNORE NULLS filter (where isBuy)', 'first_value(note) filter (where isBuy)'],
  [first('note', { nulls: 'ignore' }), first('note')],
  [approxDistinct('room', { exactUpTo: 256 }), approxDistinct('room')],
  ['approx_distinct(room, 256)', approxDistinct('room')],
  ['count(distinct room, 256)', 'count(distinct room)'],
])('%j has the state of %j, for it says what is meant anyway', (what, anyway) => {
  expect(stateOf({ v: what })).toEqual(stateOf({ v: anyway }));
});

test.each<[builder: Aggregate, sql: string, others: readonly unknown[]]>([
  [
    first('note', { nulls: 'respect' }),
    'first_value(note) respect nulls',
    [first('note'), 'last_value(note) respect nulls'],
  ],
  [
    approxDistinct('room', { exactUpTo: 999 }),
    'approx_distinct(room, 999)',
    [approxDistinct('room'), 'approx_distinct(room, 998)'],
  ],
])('%j is %s, and has a state of its own', (builder, sql, others) => {
  expect(stateOf({ v: builder })).toEqual(stateOf({ v: sql }));
  expect(Object.keys(eventQueries(pipelineOf({ v: builder }))[0]!.aggregates)).toEqual([sql]);
  for (const other of others) expect(stateOf({ v: other })[0]).not.toBe(stateOf({ v: builder })[0]);
});

test('where nulls are respected a filter stands on either side, and is a state of its own', () => {
  const behind = stateOf({ v: 'last_value(note) respect nulls filter (where isBuy)' });
  expect(behind).toEqual(stateOf({ v: 'last_value(note) filter (where isBuy) respect nulls' }));
  expect(behind[0]).not.toBe(stateOf({ v: 'last_value(note) respect nulls' })[0]);
});

test('values have the types of what they are made of, also where nothing says what a derived field holds', () => {
  const select = {
    text: min('room'),
    whole: max('quantity'),
    real: min('size'),
    time: max('iso'),
    row: maxBy('isBuy', 'price'),
    unknown: minBy('name', 'at'),
    all: boolAnd('isBig'),
    latest: last('quantity', { nulls: 'respect' }),
    rough: 'count(distinct room, 9999)',
    product: sum('price * quantity'),
    rooms: topK('room', 2),
    sizes: topK('quantity', 2),
  };
  const values = resultColumns(pipelineOf(select)).find(({ name }) => name === 'values')!;
  const list = (type: string): string => `array<struct<value:${type},count:bigint,error:bigint>>`;
  expect(glueType(values.type)).toBe(
    `struct<text:string,whole:bigint,real:double,time:string,row:boolean,unknown:string,all:boolean,latest:bigint,rough:bigint,product:double,rooms:${list('string')},sizes:${list('bigint')}>`,
  );
});

test('texts that are given back are kept, and so bounded; numbers are not looked at', () => {
  const select = { n: count('note'), m: min('room'), p: max('price'), by: maxBy('name', 'price'), s: min('size') };
  expect(keptFields(pipelineOf(select))).toEqual(['name', 'room']);
  const respecting = {
    l: 'last_value(note) filter (where isBuy) respect nulls',
    f: first('iso', { nulls: 'respect' }),
  };
  expect(keptFields(pipelineOf(respecting))).toEqual([expect.stringMatching(/^=case .* then note end$/)]);
});

test('a function without a type is taken for one thing', () => {
  expect(() => pipelineOf({ s: sum('isBig'), all: boolAnd('isBig') })).toThrow(
    'derive.isBig: an aggregate needs a number of it, and another true or false',
  );
});

test('an average is taken over numbers alone', () => {
  const trend = (of: string): Record<string, unknown> => ({ trend: { over: 'q', select: { v: sma(of, 3) } } });
  const select = { most: max('quantity'), name: max('room'), big: boolAnd('isBig') };
  expect(() => pipelineOf(select, trend('most'))).not.toThrow();
  for (const value of ['name', 'big'])
    expect(() => pipelineOf(select, trend(value))).toThrow(`${value} of query q is not always a number`);
});
