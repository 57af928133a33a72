import fc from 'fast-check';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  boolean,
  count,
  definePipeline,
  epochMicros,
  epochMillis,
  epochNanos,
  integer,
  isoTime,
  number,
  string,
  time,
  tumbling,
} from 'tidemark';
import { eventsOf, textsOf } from './support/events-of';

const event = { symbol: string(), price: number(), at: epochMillis(), note: string().optional() };
const queries = { all: { window: tumbling('1 second'), select: { n: count() } } };
const columns = ['symbol', 'price', 'at', 'note'];
const csv = definePipeline({ name: 'csv', source: { format: 'csv', columns }, event, eventTime: 'at', queries });
const tsv = definePipeline({ name: 'tsv', source: { format: 'tsv', columns }, event, eventTime: 'at', queries });
const headed = definePipeline({
  name: 'headed',
  source: { format: 'csv', header: true },
  event,
  eventTime: 'at',
  queries,
});

const a = { symbol: 'A', price: 1.5, at: 1, note: null };
const b = { symbol: 'B', price: -2, at: 2, note: 'x' };

test.each([
  ['a row', 'A,1.5,1,', [a]],
  ['rows between newlines', 'A,1.5,1,\nB,-2,2,x\n', [a, b]],
  ['rows between carriage returns and newlines', 'A,1.5,1,\r\nB,-2,2,x\r\n', [a, b]],
  ['quoted cells', '"A","1.5","1",""\r\n"B",-2,"2","x"\r\n', [a, b]],
  ['a quoted last cell at the end of the text', 'B,-2,2,"x"', [b]],
  [
    'quotes, commas and newlines in quotes',
    'A,1.5,1,"a ""b"",\r\nc\n"\nB,-2,2,x',
    [{ ...a, note: 'a "b",\r\nc\n' }, b],
  ],
  ['a quote inside a bare cell', 'A,1.5,1,5" pipe\nB,-2,2,x', [{ ...a, note: '5" pipe' }, b]],
  ['blank lines and rows of blank cells', '\n\r\nA,1.5,1,\n  \n,,,\nB,-2,2,x\n\n', [a, b]],
  ['a byte order mark', '\ufeffA,1.5,1,\nB,-2,2,x', [a, b]],
  ['a byte order mark before a quote', '\ufeff"A",1.5,1,', [a]],
  ['blanks around numbers', 'A, 1.5 ,\t1,', [a]],
  ['blanks around text, which are its own', ' A ,1.5,1,', [{ ...a, symbol: ' A ' }]],
  ['a row that ends before optional cells', 'A,1.5,1', [a]],
  ['a row that ends before required cells', 'A,1.5\nB,-2,2,x', ['at: missing', b]],
  ['blank cells too many', 'A,1.5,1,, ,', [a]],
  ['cells too many', 'A,1,234.50,1,x\nB,-2,2,x', ['5 cells under 4 columns', b]],
  ['the columns again', 'symbol,price,at,note\nA,1.5,1,\nsymbol,"price", at ,note\n', [a]],
  ['an empty text that every event needs', ',1.5,1,', [{ ...a, symbol: '' }]],
  [
    'no number where one is needed',
    'A,,1,\nA,1.5.0,1,\nA,"1,5",1,\nB,-2,2,x',
    ['price: missing', 'price: expected number, got string "1.5.0"', 'price: expected number, got string "1,5"', b],
  ],
  ['a number that no double holds', 'A,1e999,1,', ['price: expected number, got one out of range']],
  ['a time that is none', 'A,1,soon,', ['at: expected epoch milliseconds, got "soon"']],
  ['a quote that is never closed', 'A,"1.5,1,\nB,-2,2,x\nB,-2,2,"x"', ['quote not closed', b, b]],
  ['something behind the closing quote', 'A,1.5,1,"5" foot\nB,-2,2,x', ['something follows the closing quote', b]],
  [
    'a quote in the wrong place on a later line',
    'A,"1\n","2" x\nB,-2,2,x',
    ['quote not closed', 'something follows the closing quote', b],
  ],
  ['letters beyond ASCII', 'Ä,1.5,1,"日本, 😀"', [{ ...a, symbol: 'Ä', note: '日本, 😀' }]],
])('CSV with %s', (_, text, events) => {
  expect(eventsOf(csv, text)).toEqual(events);
  expect(eventsOf(csv, gzipSync(text))).toEqual(events);
  expect(eventsOf(csv, brotliCompressSync(text))).toEqual(events);
});

test('a text of blanks is one bad event', () => {
  expect(eventsOf(csv, '')).toEqual(['blank']);
  expect(eventsOf(csv, ' \r\n\n')).toEqual(['blank']);
});

test('a row that is not UTF-8 costs itself alone', () => {
  const rows = Buffer.from('A,1.5,1,\xff\nA,1.5,1,"\xe9"\nB,-2,2,x', 'latin1');
  expect(eventsOf(csv, rows)).toEqual(['invalid UTF-8', 'invalid UTF-8', b]);
});

test('events have the text of their rows', () => {
  expect(textsOf(csv, 'A,1.5,1,\r\nB,-2,2,"x\ny"\r\nA,"1\n')).toEqual(['A,1.5,1,', 'B,-2,2,"x\ny"', 'A,"1']);
});

test('a quote is given up after a hundred lines, and each line of those is read', () => {
  const rows = Array.from({ length: 150 }, (_, i) => `S,1,${i},`);
  const events = eventsOf(csv, ['S,"1', ...rows, 'S,1,1,"x"'].join('\n'));
  expect(events).toHaveLength(152);
  expect(events.filter(one => typeof one === 'string')).toEqual(['quote not closed']);
});

test('a record of quotes that are never closed is read in linear time', () => {
  const events = eventsOf(csv, 'S,"1,\n'.repeat(20_001));
  expect(events).toHaveLength(20_001);
});

test.each([
  ['in any order', 'at,note,price,symbol\n1,,1.5,A\n2,x,-2,B', [a, b]],
  ['with columns that no field takes', 'x,symbol,price,at\n9,A,1.5,1', [a]],
  ['quoted, with blanks and a mark', '\ufeff"symbol", price ,at\r\nA,1.5,1', [a]],
  ['without a column that every event needs', 'symbol,at\nA,1', ['price: missing']],
  ['alone', 'symbol,price,at', []],
  ['again further below', 'symbol,price,at\nA,1.5,1\nsymbol,price,at\nA,1.5,1', [a, a]],
  ['with a column twice', 'symbol,price,price,at\nA,1,2,1\nB,1,2,1', ['header: two columns "price"']],
  ['with a quote that is not closed', 'symbol,"price\nA,1', ['header: quote not closed']],
])('a header %s', (_, text, events) => {
  expect(eventsOf(headed, text)).toEqual(events);
});

test('TSV knows no quotes', () => {
  expect(eventsOf(tsv, 'A\t1.5\t1\t\r\nB\t-2\t2\tx\n\n"A\t1.5\t1\tsay "x"')).toEqual([
    a,
    b,
    { symbol: '"A', price: 1.5, at: 1, note: 'say "x"' },
  ]);
});

test('numbers, truth values and times are read from text as JSON writes them', () => {
  const fields = { n: number(), i: integer(), ok: boolean(), at: isoTime() };
  const typed = definePipeline({
    name: 'typed',
    source: { format: 'csv', columns: Object.keys(fields) },
    event: fields,
    eventTime: 'at',
    queries,
  });
  const at = '2026-01-01T00:00:00Z';
  expect(
    eventsOf(typed, `-1.5e3,7, true ,${at}\n01,7,true,${at}\n1,7.5,true,${at}\n1,7,TRUE,${at}\n1,7,true,2026`),
  ).toEqual([
    { n: -1500, i: 7, ok: true, at },
    'n: expected number, got string "01"',
    'i: expected integer, got 7.5',
    'ok: expected boolean, got string "TRUE"',
    expect.stringMatching(/^at: expected ISO time, got "2026"/),
  ]);
});

test('columns have names of their own, and times are read from their text', () => {
  const named = definePipeline({
    name: 'named',
    source: { format: 'csv', columns: ['Closing Price', 'Day', 'µs', 'ns'] },
    event: {
      price: number({ at: '"Closing Price"' }),
      day: time({ at: 'Day', format: 'yyyyMMdd', zone: 'UTC' }),
      micros: epochMicros({ at: 'µs' }),
      nanos: epochNanos({ at: 'ns' }),
    },
    eventTime: 'day',
    queries,
  });
  const ms = Date.UTC(2026, 10, 1);
  expect(eventsOf(named, `1.5, 20261101 ,${ms}999,${ms}999999\nx,20261101,1,1\n1,20261301,1,1`)).toEqual([
    { price: 1.5, day: ms, micros: ms, nanos: ms },
    'price (at "Closing Price"): expected number, got string "x"',
    expect.stringMatching(/^day \(at Day\): expected time, got "20261301"/),
  ]);
});

test('what RFC 4180 quotes is read back', () => {
  const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '\t') }), fc.string());
  const columns = ['k', 'x', 'y', 'at'];
  const text = definePipeline({
    name: 'quoted',
    source: { format: 'csv', columns },
    event: { k: string(), x: string(), y: string(), at: epochMillis() },
    eventTime: 'at',
    queries,
  });
  const row = fc.tuple(cell, cell, cell);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (rows, newline) => {
      const quoted = (one: string): string => `"${one.replaceAll('"', '""')}"`;
      const written = rows.map(cells => [...cells.map(quoted), '7'].join(',')).join(newline);
      expect(eventsOf(text, written)).toEqual(rows.map(([k, x, y]) => ({ k, x, y, at: 7 })));
    }),
  );
});
