import {
  boolAnd,
  boolean,
  count,
  covarPop,
  definePipeline,
  DefinitionError,
  epochMillis,
  integer,
  isoTime,
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
import { keptFields } from '../../../engine/events/text-bound';
import { glueType, resultColumns } from '../../../engine/results/lake-columns';

const window = tumbling('1 minute');

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
  [(minBy as (...given: unknown[]) => unknown)('room', 'price', 1), ': minBy takes two fields, got also 1'],
])('%j is refused in one line', (aggregate, line) => {
  expect(mistakes(aggregate)).toEqual([`queries.q.select.v${line}`]);
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
    product: sum('price * quantity'),
    rooms: topK('room', 2),
    sizes: topK('quantity', 2),
  };
  const values = resultColumns(pipelineOf(select)).find(({ name }) => name === 'values')!;
  const list = (type: string): string => `array<struct<value:${type},count:bigint,error:bigint>>`;
  expect(glueType(values.type)).toBe(
    `struct<text:string,whole:bigint,real:double,time:string,row:boolean,unknown:string,all:boolean,product:double,rooms:${list('string')},sizes:${list('bigint')}>`,
  );
});

test('texts that are given back are kept, and so bounded; numbers are not looked at', () => {
  const select = { n: count('note'), m: min('room'), p: max('price'), by: maxBy('name', 'price'), s: min('size') };
  expect(keptFields(pipelineOf(select))).toEqual(['name', 'room']);
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
