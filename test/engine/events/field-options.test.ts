import {
  boolean,
  epochMicros,
  epochMillis,
  epochNanos,
  epochSeconds,
  integer,
  isoTime,
  number,
  string,
  time,
} from 'tidemark';
import { readField } from './support';

const AT_MS = Date.UTC(2018, 7, 21, 11, 1, 5, 61);

describe('a field with a path', () => {
  it.each([
    ['a.b', '"a":{"b":"x"}', 'x'],
    ['a[1].b', '"a":[{"b":"no"},{"b":"x"},{"b":"no"}]', 'x'],
    ['a."x.y"', '"a":{"x":{"y":"no"},"x.y":"x"}', 'x'],
    ['a.b', '"a":{"b":"no"},"a":{"b":"x"}', 'x'],
    ['a.b', '"a":{"b":"no","b":"x"}', 'x'],
    ['a.b', '"a":7,"a":{"b":"x"}', 'x'],
    ['__proto__.b', '"__proto__":{"b":"x"}', 'x'],
  ])('%s of %s is %s', (at, json, value) => {
    expect(readField(string({ at }), json)).toBe(value);
  });

  it.each([
    ['a.b', ''],
    ['a.b', '"a":{}'],
    ['a.b', '"a":null'],
    ['a.b', '"a":"text"'],
    ['a.b', '"a":[{"b":"x"}]'],
    ['a.b', '"a":{"b":null}'],
    ['a.length', '"a":[1]'],
    ['a.length', '"a":"text"'],
    ['a[0]', '"a":{"0":"x"}'],
    ['a[2]', '"a":["x","y"]'],
    ['a[0]', '"a":[]'],
    ['a.constructor', '"a":{}'],
    // The later parent stands in the place of the earlier one.
    ['a.b', '"a":{"b":"x"},"a":{"c":"y"}'],
    ['a.b', '"a":{"b":"x"},"a":null'],
    ['a[0].b', '"a":[{"b":"x"}],"a":[]'],
  ])('%s is null in %s, where it may be', (at, json) => {
    expect(readField(string({ at }).optional(), json)).toBeNull();
  });

  it('is named with its path where it is missing or wrong', () => {
    expect(readField(string({ at: 'a.b' }), '"a":{}')).toBe('v (at a.b): missing');
    expect(readField(string({ at: 'a.b' }), '"a":{"b":null}')).toBe('v (at a.b): null');
    expect(readField(number({ at: 'a.b' }), '"a":{"b":"x"}')).toBe('v (at a.b): expected number, got string "x"');
    const long = `"${'\\u202e'.repeat(70)}"`;
    expect(readField(number({ at: long }), '')).toMatch(/^v \(at "(\\u202e){9,}.*…\): missing$/);
  });
});

describe('a value that may be given as text', () => {
  it.each([
    [number({ text: true }), '"0.001"', 0.001],
    [number({ text: true }), '0.001', 0.001],
    [number({ text: true }), '"-1.5e3"', -1500],
    [number({ text: true }), '"12345678901234567890"', 12345678901234567000],
    [number({ text: true }), '"\\u0031"', 1],
    [integer({ text: true }), '"9007199254740991"', 9007199254740991],
    [integer({ text: true }), '"-7"', -7],
    [integer({ text: true }), '7.0', 7],
    [boolean({ text: true }), '"true"', true],
    [boolean({ text: true }), '"false"', false],
    [boolean({ text: true }), 'false', false],
    [number({ text: true }).optional(), 'null', null],
    [epochMillis({ text: true }), `"${AT_MS}"`, AT_MS],
    [epochSeconds({ text: true }), '"1534849265.061"', 1534849265.061],
    [epochMicros(), '1534849265061999', AT_MS],
    [epochMicros({ text: true }), '"1534849265061999"', AT_MS],
    [epochMicros({ text: true }), '"1534849265061999.9"', AT_MS],
    [epochMicros(), '1.534849265061e15', AT_MS],
    [epochMicros(), '999', 0],
    [epochMicros({ text: true }), '"999"', 0],
    [epochNanos({ text: true }), '"1534849265061000000"', AT_MS],
    [epochNanos({ text: true }), '"1534849265061999999"', AT_MS],
    [epochNanos({ text: true }), '"253402300799999999999"', 253402300799999],
    // As doubles: 128 less, and rounded up to the next microsecond.
    [epochNanos(), '1534849265061000000', AT_MS],
    [epochNanos(), '1534849265061999000', AT_MS],
    [epochNanos(), '1534849265061999999', AT_MS + 1],
  ])('%# is read', (field, json, value) => {
    expect(readField(field, `"v":${json}`)).toBe(value);
  });

  it.each([
    [number({ text: true }), '" 1"', 'expected number, also as text, got string " 1"'],
    [number({ text: true }), '"1 "', 'expected number, also as text, got string "1 "'],
    [number({ text: true }), '"+1"', 'expected number, also as text, got string "+1"'],
    [number({ text: true }), '"01"', 'expected number, also as text, got string "01"'],
    [number({ text: true }), '".5"', 'expected number, also as text, got string ".5"'],
    [number({ text: true }), '"1."', 'expected number, also as text, got string "1."'],
    [number({ text: true }), '"1,5"', 'expected number, also as text, got string "1,5"'],
    [number({ text: true }), '"0x1f"', 'expected number, also as text, got string "0x1f"'],
    [number({ text: true }), '"NaN"', 'expected number, also as text, got string "NaN"'],
    [number({ text: true }), '""', 'expected number, also as text, got string ""'],
    [number({ text: true }), '"1e999"', 'expected number, also as text, got string "1e999"'],
    [integer({ text: true }), '"1.5"', 'expected integer, also as text, got string "1.5"'],
    [integer({ text: true }), '"9007199254740993"', 'expected integer, also as text, got string "9007199254740993"'],
    [boolean({ text: true }), '"True"', 'expected boolean, also as text, got string "True"'],
    [boolean({ text: true }), '1', 'expected boolean, also as text, got number 1'],
    [number({ text: true }).optional(), '"null"', 'expected number, also as text, got string "null"'],
    [number(), '"1"', 'expected number, got string "1": is the field number({ text: true })?'],
    [boolean(), '"true"', 'expected boolean, got string "true": is the field boolean({ text: true })?'],
    [epochMillis({ text: true }), '"soon"', 'expected epoch milliseconds, also as text, got "soon"'],
    [
      epochMicros(),
      '"1534849265061999"',
      'expected epoch microseconds, got "1534849265061999": a number written as text',
    ],
    [epochMicros(), '-1', 'expected epoch microseconds, got -1'],
    [
      epochNanos({ text: true }),
      '"253402300800000000000"',
      'expected epoch nanoseconds, also as text, got "253402300800000000000": later than the year 9999; is it in another unit?',
    ],
  ])('%# is refused', (field, json, reason) => {
    expect(readField(field, `"v":${json}`)).toBe(`v: ${reason}`);
  });
});

describe('a time', () => {
  const apache = time({ format: 'dd/MMM/yyyy:HH:mm:ss Z' });
  const sydney = isoTime({ zone: 'Australia/Sydney' });

  it('in a format is ms', () => {
    expect(readField(apache, '"v":"21/Aug/2018:13:01:05 +0200"')).toBe(Date.UTC(2018, 7, 21, 11, 1, 5));
    const local = time({ format: 'yyyy-MM-dd HH:mm', zone: 'Australia/Sydney' });
    expect(readField(local, '"v":"2018-08-21 21:01"')).toBe(Date.UTC(2018, 7, 21, 11, 1));
  });

  it('under a zone is the text that it was', () => {
    expect(readField(sydney, '"v":"2018-08-21 21:01:05"')).toBe('2018-08-21 21:01:05');
  });

  it.each([
    [apache, '"yesterday"', 'expected time, got "yesterday": not of the form dd/MMM/yyyy:HH:mm:ss Z'],
    [apache, '1534849265', 'expected time, got 1534849265: not of the form dd/MMM/yyyy:HH:mm:ss Z'],
    [
      apache,
      '"30/Feb/2018:13:01:05 +0200"',
      'expected time, got "30/Feb/2018:13:01:05 +0200": there is no 2018-Feb-30',
    ],
    [
      apache,
      '"21/Aug/1918:13:01:05 +0200"',
      'expected time, got "21/Aug/1918:13:01:05 +0200": outside of 1970 to 9999',
    ],
    [sydney, '"2018-02-30 21:01"', 'expected ISO time, got "2018-02-30 21:01": there is no 2018-02-30'],
  ])('%# is refused', (field, json, reason) => {
    expect(readField(field, `"v":${json}`)).toBe(`v: ${reason}`);
  });
});
