import fc from 'fast-check';
import { count, definePipeline, epochMillis, epochSeconds, isoTime, tumbling } from 'tidemark';
import { isoTimeMs, isoTimeProblem } from '../../../engine/text/iso-time';
import { parseText } from '../../../engine/events/parse-event';
import { EventReader } from '../../../engine/scan/event-reader';

const TO_9999_MS = 253_402_300_799_999;

describe('a time in ISO form', () => {
  it('is the instant that Date writes so, in any zone and with any number of decimals', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: TO_9999_MS }),
        fc.integer({ min: -1439, max: 1439 }),
        fc.constantFrom('', ':'),
        (ms, offset, colon) => {
          expect(isoTimeMs(new Date(ms).toISOString())).toBe(ms);
          const two = (value: number) => String(value).padStart(2, '0');
          const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
          const local = new Date(ms).toISOString().slice(0, -1);
          const zone = `${offset < 0 ? '-' : '+'}${two(hours)}${colon}${two(minutes)}`;
          expect(isoTimeMs(local + zone)).toBe(ms - offset * 60_000);
          expect(isoTimeMs(`${local.slice(0, 16)}Z`)).toBe(ms - (ms % 60_000));
        },
      ),
    ));

  it.each([
    ['2016-02-29T10:00:00Z', Date.UTC(2016, 1, 29, 10)],
    ['2000-02-29T00:00Z', Date.UTC(2000, 1, 29)],
    ['2017-01-01T10:00:00.5Z', Date.UTC(2017, 0, 1, 10, 0, 0, 500)],
    ['2017-01-01T10:00:00.05Z', Date.UTC(2017, 0, 1, 10, 0, 0, 50)],
    ['2017-01-01T10:00:00.123999999Z', Date.UTC(2017, 0, 1, 10, 0, 0, 123)],
  ])('%s exists', (text, ms) => expect(isoTimeMs(text)).toBe(ms));

  it.each([
    ['2017-02-29T10:00:00Z', 'there is no 2017-02-29'],
    ['1900-02-29T10:00:00Z', 'there is no 1900-02-29'],
    ['2017-04-31T10:00:00Z', 'there is no 2017-04-31'],
    ['2017-01-00T10:00:00Z', 'there is no 2017-01-00'],
    ['2017-13-01T10:00:00Z', 'there is no month 13'],
    ['2017-00-01T10:00:00Z', 'there is no month 00'],
    ['2017-01-01T24:00:00Z', 'hour 24; write it as 00:00 of the next day'],
    ['2017-01-01T25:00:00Z', 'there is no hour 25'],
    ['2017-01-01T10:60:00Z', 'there is no minute 60'],
    ['2016-12-31T23:59:60Z', 'second 60 is not read; leap seconds have no place in a day of 86,400'],
    ['2017-01-01T10:00:00', 'no time zone; add Z or an offset such as +02:00'],
    ['2017-01-01 10:00:00', 'no time zone; add Z or an offset such as +02:00'],
    ['2017-01-01 10:00:00Z', 'a blank between date and time; write T'],
    ['2017-01-01t10:00:00Z', 'lower-case t or z; write T and Z'],
    ['2017-01-01T10:00:00z', 'lower-case t or z; write T and Z'],
    ['2017-01-01T10:00:00+05', 'an offset without minutes; write it as +02:00'],
    ['2017-01-01T10:00:00+24:00', 'there is no offset +24:00'],
    ['2017-01-01', 'a date without a time of day; write it as 2018-08-21T00:00:00Z'],
    ['20170101T100000Z', 'write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z'],
    ['Sun, 01 Jan 2017 10:00:00 GMT', 'write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z'],
    ['2017-01-01T10:00:00Z ', 'write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z'],
    ['1534849271061', 'a number; is the field epochSeconds() or epochMillis()?'],
    ['1534849271.5', 'a number; is the field epochSeconds() or epochMillis()?'],
    ['', 'write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z'],
  ])('%s is refused, and the reason says why', (text, problem) => {
    expect(isoTimeMs(text)).toBeNaN();
    expect(isoTimeProblem(text)).toBe(problem);
  });
});

const queries = { all: { window: tumbling('1 hour'), select: { n: count() } } };
const inIso = definePipeline({ name: 'a', event: { at: isoTime() }, eventTime: 'at', queries });

describe('both ways to read an event', () => {
  it.each(['2017-02-29T10:00:00Z', '2017-01-01T24:00:00Z', '2017-01-01T10:00:00'])('refuse the time %s', at => {
    const json = Buffer.from(JSON.stringify({ at }));
    const reader = new EventReader(inIso);
    reader.text.load(json);
    expect(reader.read(0)).toBe('bad');
    expect(parseText(inIso, json, NaN)).toEqual({ bad: reader.reason });
    expect(reader.reason).toBe(`at: expected ISO time, got "${at}": ${isoTimeProblem(at)}`);
  });

  it.each([
    [
      epochMillis(),
      '"1534849271061"',
      'at: expected epoch milliseconds, got "1534849271061": a number written as text',
    ],
    [
      epochMillis(),
      '"2018-08-21T11:01:05Z"',
      'at: expected epoch milliseconds, got "2018-08-21T11:01:05Z": a date; is the field isoTime()?',
    ],
    [
      epochSeconds(),
      '1534849271061',
      'at: expected epoch seconds, got 1534849271061: later than the year 9999; is it in another unit?',
    ],
    [epochMillis(), '1534849271061.5', 'at: expected epoch milliseconds, got 1534849271061.5'],
    [epochMillis(), 'true', 'at: expected epoch milliseconds, got true'],
    [
      isoTime(),
      '1534849271061',
      'at: expected ISO time, got 1534849271061: a number; is the field epochSeconds() or epochMillis()?',
    ],
  ])('say what a time of another kind looks like: %#', (at, value, bad) => {
    const pipeline = definePipeline({ name: 'a', event: { at }, eventTime: 'at', queries });
    expect(parseText(pipeline, Buffer.from(`{"at":${value}}`), NaN)).toEqual({ bad });
  });
});
