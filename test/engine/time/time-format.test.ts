import fc from 'fast-check';
import { compileTimeFormat, type TimeFormat } from '../../../engine/time/time-format';

function formatOf(pattern: string): TimeFormat {
  const format = compileTimeFormat(pattern);
  if ('message' in format) throw new Error(format.message);
  return format;
}

describe('a time in a format', () => {
  it.each([
    ['dd/MMM/yyyy:HH:mm:ss Z', '10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
    ['EEE, dd MMM yyyy HH:mm:ss Z', 'Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
    ['EEE, dd MMM yyyy HH:mm:ss Z', 'Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ["EEEE, dd-MMM-yy HH:mm:ss 'GMT'", 'Wednesday, 06-Nov-19 08:49:37 GMT', '2019-11-06T08:49:37.000Z'],
    ['M/d/yyyy h:mm:ss a', '8/21/2018 1:01:05 PM', '2018-08-21T13:01:05.000Z'],
    ['M/d/yyyy h:mm a', '8/21/2018 12:01 am', '2018-08-21T00:01:00.000Z'],
    ['yyyy-MM-dd HH:mm a', '2018-08-21 01:30 PM', '2018-08-21T13:30:00.000Z'],
    ['yyyy-MM-dd HH:mm a', '2018-08-21 13:30 PM', '2018-08-21T13:30:00.000Z'],
    ['yyyyMMddHHmmssSSS', '20180821110105123', '2018-08-21T11:01:05.123Z'],
    ['yyyy-MM-dd HH:mm:ss.SSSSSSSSS', '2018-08-21 11:01:05.123999999', '2018-08-21T11:01:05.123Z'],
    ["yyyy-MM-dd'T'HH:mm:ssZ", '2018-08-21T11:01:05+05:30', '2018-08-21T05:31:05.000Z'],
    ["d MMMM y, 'o''clock' H", "1 MAY 2018, o'clock 7", '2018-05-01T07:00:00.000Z'],
    ['dd.MM.yyyy', '29.02.2016', '2016-02-29T00:00:00.000Z'],
  ])('%s reads %s', (pattern, text, iso) => {
    expect(formatOf(pattern).read(text)).toBe(Date.parse(iso));
  });

  it.each([
    ['2018-01-15 12:00:00', 'Australia/Sydney', '2018-01-15T01:00:00.000Z'],
    ['2018-07-15 12:00:00', 'Australia/Sydney', '2018-07-15T02:00:00.000Z'],
    ['2018-07-15 12:00:00', 'Asia/Kolkata', '2018-07-15T06:30:00.000Z'],
    // Clocks show 02:30 twice, and never.
    ['2018-04-01 02:30:00', 'Australia/Sydney', '2018-03-31T15:30:00.000Z'],
    ['2018-10-07 02:30:00', 'Australia/Sydney', '2018-10-06T16:30:00.000Z'],
  ])('%s is by the clocks of %s', (text, zone, iso) => {
    expect(formatOf('yyyy-MM-dd HH:mm:ss').read(text, zone)).toBe(Date.parse(iso));
  });

  it('goes by its own offset, whatever the zone', () => {
    expect(formatOf('yyyy-MM-dd HH Z').read('2018-08-21 11 +0200', 'Australia/Sydney')).toBe(Date.UTC(2018, 7, 21, 9));
  });

  it.each([
    ['dd/MMM/yyyy:HH:mm:ss Z', '1/Oct/2000:13:55:36 -0700', 'not of the form dd/MMM/yyyy:HH:mm:ss Z'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '10/Oct/2000:13:55:36 -0700 ', 'not of the form dd/MMM/yyyy:HH:mm:ss Z'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '10/Oct/2000:13:55:36 -2400', 'there is no offset -2400'],
    ['yyyy-MM-dd', '2018-13-01', 'there is no month 13'],
    ['yyyy-MM-dd', '2017-02-29', 'there is no 2017-02-29'],
    ['EEE d MMM yyyy', 'Tue 29 Feb 2016', 'that day is a Monday, not Tue'],
    ['yyyy-MM-dd HH', '2018-08-21 24', 'there is no hour 24'],
    ['yyyy-MM-dd h a', '2018-08-21 13 PM', 'there is no hour 13 PM'],
    ['yyyy-MM-dd HH a', '2018-08-21 13 AM', 'there is no hour 13 AM'],
    ['yyyy-MM-dd HH:mm', '2018-08-21 11:60', 'there is no minute 60'],
    [
      'yyyy-MM-dd HH:mm:ss',
      '2016-12-31 23:59:60',
      'second 60 is not read; leap seconds have no place in a day of 86,400',
    ],
  ])('%s does not read %s: %s', (pattern, text, problem) => {
    expect(formatOf(pattern).read(text)).toBe(problem);
  });

  it('of any instant and pattern is the instant that was written', () => {
    const two = (value: number): string => String(value).padStart(2, '0');
    const format = formatOf("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 253_402_300_799_999 }),
        fc.integer({ min: -1439, max: 1439 }),
        (ms, offset) => {
          const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
          expect(format.read(new Date(ms).toISOString().slice(0, -1) + zone)).toBe(ms - offset * 60_000);
        },
      ),
    );
  });
});

it.each([
  ['yyyy-MM-dd HH:mm:ss Q', "no letter Q; text stands in quotes as 'Q'", 20],
  ['yyyy-MM-ddTHH:mm', "no letter T; text stands in quotes as 'T'", 10],
  ['yyyy-MM-dd yyyy', 'y comes twice', 11],
  ['yyy-MM-dd', 'no form yyy', 0],
  ["yyyy-MM-dd 'o", 'a quote that does not end', 11],
  ['yyyy-MM', 'no d, the day', 7],
  ['MM-dd HH', 'no y, the year', 8],
  ['yyyy-MM-dd hh:mm', 'h without a, AM or PM', 16],
  ['yyyy-MM-dd a', 'a without h, the hour', 12],
  ['yyyy-MM-dd HH hh a', 'both H and h', 18],
  ['yyyy-MM-dd mm', 'm without H, the hour', 13],
  ['yyyy-MM-dd HH ss', 's without m, the minute', 16],
  ['yyyy-MM-dd SSS', 'S without s, the second', 14],
  ['yyyy-MM-dd '.repeat(7), 'longer than 64 characters', 64],
])('the pattern %s is refused: %s', (pattern, message, at) => {
  expect(compileTimeFormat(pattern)).toEqual({ message, at });
});
