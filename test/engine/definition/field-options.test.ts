import {
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
import type { Field } from '../../../engine/definition/fields';
import type { Pipeline } from '../../../engine/definition/pipeline';

type Loose = (...parameters: unknown[]) => Field;
const loose = (builder: unknown): Loose => builder as Loose;
const queries = { all: { window: tumbling('1 hour'), select: { n: count() } } };
const define = (event: Readonly<Record<string, unknown>>, eventTime = 'at'): Pipeline =>
  (definePipeline as (input: unknown) => Pipeline)({
    name: 'a',
    event: { ...event, at: epochMillis() },
    eventTime,
    queries,
  });

function mistakes(event: Readonly<Record<string, unknown>>): string[] {
  try {
    define(event);
  } catch (error) {
    return (error as Error).message.split('\n').map(line => line.replace(/^pipeline "\w+": /, ''));
  }
  return [];
}

test.each([
  [loose(number)({ txt: true }), 'event.v.txt: no such name; did you mean text?'],
  [loose(string)({ path: 'a.b' }), 'event.v.path: no such name; expected at'],
  [loose(string)({ text: true }), 'event.v.text: no option of string(), which takes at'],
  [loose(number)({ zone: 'UTC' }), 'event.v.zone: no option of number(), which takes at, text'],
  [loose(isoTime)({ format: 'yyyy-MM-dd' }), 'event.v.format: no option of isoTime(), which takes at, zone'],
  [loose(number)({ isOptional: true }), 'event.v: number() takes at, text, got {"isOptional":true}'],
  [loose(number)({ text: true }, 5), 'event.v: number() takes at, text, got 5'],
  [loose(number)(['a']), 'event.v: number() takes at, text, got ["a"]'],
  [loose(string({ at: 'a.b' }).optional)('x'), 'event.v: string() takes at, got "x"'],
  [loose(number)({ text: 'yes' }), 'event.v.text: expected true or false: "yes"'],
  [loose(string)({ at: 5 }), "event.v.at: expected a path such as 'a.b': 5"],
  [string({ at: 'a..b' }), 'event.v.at: expected a name (character 3 of "a..b")'],
  [string({ at: 'a[x]' }), 'event.v.at: expected a place such as [0], to [9999] (character 2 of "a[x]")'],
  [isoTime({ zone: 'Sydney' }), 'event.v.zone: no time zone "Sydney"; write one as Europe/Zurich'],
  [loose(isoTime)({ zone: 10 }), "event.v.zone: expected a time zone's name: 10"],
  [loose(time)(), "event.v.format: expected a format such as 'dd/MMM/yyyy:HH:mm:ss Z': undefined"],
  [
    time({ format: 'yyyy-MM-ddTHH', zone: 'UTC' }),
    'event.v.format: no letter T; text stands in quotes as \'T\' (character 11 of "yyyy-MM-ddTHH")',
  ],
  [
    time({ format: 'yyyy-MM-dd' }),
    'event.v.format: "yyyy-MM-dd" has no Z, the offset; give a zone too, such as zone: \'UTC\'',
  ],
])('a mistaken option is refused in one line: %#', (v, line) => {
  expect(mistakes({ v })).toEqual([line]);
});

test.each([
  [{ a: string({ at: 'x.y' }), b: number({ at: 'x.y' }) }, 'event.b: its value is what event.a reads'],
  [{ a: string(), b: number({ at: 'a' }) }, 'event.b: its value is what event.a reads'],
  [{ a: string({ at: 'x.y' }), b: string({ at: 'x.y[0]' }) }, 'event.b: its value is within what event.a reads'],
  [{ a: string({ at: 'at.y' }) }, 'event.at: its value holds what event.a reads'],
])('a value has one field: %#', (event, line) => {
  expect(mistakes(event)).toEqual([line]);
});

test('fields may be written out, options too', () => {
  expect(mistakes({ v: { kind: 'number', isOptional: true, at: 'a.b', text: true }, w: { kind: 'string' } })).toEqual(
    [],
  );
});

test('what tells how a field is read is part of what a query means, and nothing else is', () => {
  const idOf = (v: Field): string => define({ v }).generation;
  const fields = [
    number(),
    integer(),
    number().optional(),
    number({ text: true }),
    number({ at: 'a' }),
    number({ at: 'a', text: true }),
    isoTime(),
    isoTime({ zone: 'UTC' }),
    isoTime({ zone: 'Asia/Tokyo' }),
    time({ format: 'yyyy-MM-dd', zone: 'UTC' }),
    time({ format: 'dd-MM-yyyy', zone: 'UTC' }),
  ];
  expect(new Set(fields.map(idOf)).size).toBe(fields.length);
  expect(idOf(number({}))).toBe(idOf(number()));
  expect(idOf(number({ text: false }))).toBe(idOf(number()));
  expect(idOf(number({ text: true }).optional())).toBe(idOf({ ...number({ text: true }), isOptional: true }));
});

test.each([
  epochMicros(),
  epochNanos({ text: true }),
  isoTime({ at: 'a.b', zone: 'Asia/Tokyo' }),
  time({ format: 'dd/MMM/yyyy:HH:mm:ss Z' }),
])('a time of any kind may be the event time: %#', field => {
  expect(define({ other: field }, 'other').eventTime).toBe('other');
});
