import { type Answer, answerOf } from '../support';

const ms = (iso: string): number => Date.parse(iso);
const row = {
  at: ms('2024-02-29T13:14:15.678Z'),
  sent: null,
  price: 1.5,
  quantity: 90,
  stock: null,
  name: 'Europe/Zurich',
  note: null,
};

describe('times', () => {
  test.each<Answer>([
    ["at = '2024-02-29T13:14:15.678Z'", true],
    ["at = '2024-02-29T14:14:15.678+01:00'", true],
    ["at > '2024-02-29T13:14:15.677Z'", true],
    ["'2024-03-01T00:00:00Z' <= at", false],
    ["at between '2024-01-01T00:00:00Z' and '2024-12-31T00:00:00Z'", true],
    ["at in ('2024-02-29T13:14:15.678Z')", true],
    ["sent is distinct from '2024-02-29T13:14:15.678Z'", true],
    ["sent > '2024-02-29T13:14:15.678Z'", null],
    ["at = timestamp '2024-02-29T13:14:15.678Z'", true],
    ["timestamp '1970-01-01T00:00:01Z'", 1000],
    ["at + interval '1 day'", ms('2024-03-01T13:14:15.678Z')],
    ["at - interval '2' hours", ms('2024-02-29T11:14:15.678Z')],
    ["interval '1.5 minutes' + at", ms('2024-02-29T13:15:45.678Z')],
    ["at + quantity * interval '1' second", ms('2024-02-29T13:15:45.678Z')],
    ["at - timestamp '2024-02-29T13:14:15Z'", 678],
    ['at - sent', null],
    ['at + stock', null],
    ['at + price', ms('2024-02-29T13:14:15.680Z')],
    ['at - price', ms('2024-02-29T13:14:15.676Z')],
    ['epoch_ms(at + 0.25) = epoch_ms(at)', true],
    ['at + price * 1e300', '"1.5e+300" is beyond 2^53'],
    ['epoch(at)', 1709212455.678],
    ['epoch_ms(at)', 1709212455678],
    ['from_epoch(1709212455.678)', row.at],
    ['from_epoch(-0.0004)', 0],
    ['from_epoch(1e300)', '1e+303 ms since 1970 is no time of the calendar'],
    ['epoch(sent)', null],
    ['case when at is null then at else sent end', null],
    ['if(at > sent, at, sent)', null],
    ["if(sent is null, '2024-01-01T00:00:00Z', at)", ms('2024-01-01T00:00:00Z')],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('date_trunc and floor', () => {
  test.each<readonly [string, string]>([
    ["date_trunc('millisecond', at)", '2024-02-29T13:14:15.678Z'],
    ["date_trunc('second', at)", '2024-02-29T13:14:15Z'],
    ["date_trunc('minute', at)", '2024-02-29T13:14:00Z'],
    ["date_trunc('hour', at)", '2024-02-29T13:00:00Z'],
    ["date_trunc('day', at)", '2024-02-29T00:00:00Z'],
    ["date_trunc('week', at)", '2024-02-26T00:00:00Z'],
    ["date_trunc('month', at)", '2024-02-01T00:00:00Z'],
    ["date_trunc('quarter', at)", '2024-01-01T00:00:00Z'],
    ["date_trunc('year', at)", '2024-01-01T00:00:00Z'],
    ['floor(at to minute)', '2024-02-29T13:14:00Z'],
    ['floor(at to YEAR)', '2024-01-01T00:00:00Z'],
    ["date_trunc('day', timestamp '1969-12-31T23:00:00Z')", '1969-12-31T00:00:00Z'],
    ["date_trunc('week', timestamp '1969-12-28T23:00:00Z')", '1969-12-22T00:00:00Z'],
    ["date_trunc('month', timestamp '0050-06-15T12:00:00Z')", '0050-06-01T00:00:00Z'],
    ["date_trunc('year', timestamp '0099-06-15T12:00:00Z')", '0099-01-01T00:00:00Z'],
    ["date_trunc('quarter', timestamp '0000-12-15T12:00:00Z')", '0000-10-01T00:00:00Z'],
  ])('%s is %s', (text, answer) => expect(answerOf(text, row)).toBe(ms(answer)));

  test('of null is null', () => expect(answerOf("date_trunc('day', sent)", row)).toBeNull());
});

describe('date_trunc by the clocks of a zone', () => {
  const trunc = (unit: string, iso: string, zone: string): string =>
    new Date(answerOf(`date_trunc('${unit}', timestamp '${iso}', '${zone}')`) as number)
      .toISOString()
      .replace('.000', '');

  test.each([
    // The clocks of Zurich go forward on 31 March 2024 at 01:00Z and back on 27 October at 01:00Z.
    ['day', '2024-03-31T12:00:00Z', 'Europe/Zurich', '2024-03-30T23:00:00Z'],
    ['day', '2024-04-01T12:00:00Z', 'Europe/Zurich', '2024-03-31T22:00:00Z'],
    ['day', '2024-10-27T00:30:00Z', 'Europe/Zurich', '2024-10-26T22:00:00Z'],
    ['day', '2024-10-27T23:30:00Z', 'Europe/Zurich', '2024-10-27T23:00:00Z'],
    ['week', '2024-04-01T00:00:00Z', 'Europe/Zurich', '2024-03-31T22:00:00Z'],
    ['month', '2024-03-31T23:30:00Z', 'Europe/Zurich', '2024-03-31T22:00:00Z'],
    ['quarter', '2024-06-01T00:00:00Z', 'Europe/Zurich', '2024-03-31T22:00:00Z'],
    ['year', '2024-06-01T00:00:00Z', 'Europe/Zurich', '2023-12-31T23:00:00Z'],
    // An hour that comes twice stays two.
    ['hour', '2024-10-27T00:30:00Z', 'Europe/Zurich', '2024-10-27T00:00:00Z'],
    ['hour', '2024-10-27T01:30:00Z', 'Europe/Zurich', '2024-10-27T01:00:00Z'],
    // Zones that are ahead by a part of an hour.
    ['hour', '2024-01-01T00:10:00Z', 'Asia/Kolkata', '2023-12-31T23:30:00Z'],
    ['day', '2024-01-01T18:20:00Z', 'Asia/Kathmandu', '2024-01-01T18:15:00Z'],
    ['day', '2024-07-01T03:00:00Z', 'America/St_Johns', '2024-07-01T02:30:00Z'],
    // Lord Howe's clocks go by half an hour: days of 24.5 and 23.5 hours.
    ['day', '2024-04-07T12:00:00Z', 'Australia/Lord_Howe', '2024-04-06T13:00:00Z'],
    ['day', '2024-04-07T14:00:00Z', 'Australia/Lord_Howe', '2024-04-07T13:30:00Z'],
    // Midnight that does not exist: Beirut's day begins at 01:00.
    ['day', '2024-03-31T12:00:00Z', 'Asia/Beirut', '2024-03-30T22:00:00Z'],
    // A day that Samoa left out.
    ['day', '2011-12-31T00:00:00Z', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['day', '2024-01-01T12:00:00Z', 'UTC', '2024-01-01T00:00:00Z'],
  ])('%s of %s in %s', (unit, iso, zone, start) => expect(trunc(unit, iso, zone)).toBe(start));

  test.each<Answer>([
    ["date_trunc('day', at, note)", null],
    ["date_trunc('day', at, name)", ms('2024-02-28T23:00:00Z')],
    ["date_trunc('day', at, 'x' || name)", 'no time zone "xEurope/Zurich"; write one as Europe/Zurich'],
    [
      "date_trunc('day', at + 9000000000000000, 'Europe/Zurich')",
      `${row.at + 9e15} ms since 1970 is no time of the calendar`,
    ],
    ["date_trunc('day', at + 9000000000000000)", `${row.at + 9e15} ms since 1970 is no time of the calendar`],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('extract', () => {
  test.each<Answer>([
    ['extract(year from at)', 2024],
    ['extract(QUARTER from at)', 1],
    ['extract(month from at)', 2],
    ['extract(day from at)', 29],
    ['extract(hour from at)', 13],
    ['extract(minute from at)', 14],
    ['extract(second from at)', 15],
    ['extract(millisecond from at)', 678],
    ['extract(dow from at)', 4],
    ['extract(isodow from at)', 4],
    ["extract(dow from timestamp '2024-03-03T00:00:00Z')", 0],
    ["extract(isodow from timestamp '2024-03-03T00:00:00Z')", 7],
    ['extract(doy from at)', 60],
    ["extract(doy from timestamp '2024-12-31T23:59:59Z')", 366],
    ["extract(doy from timestamp '0050-01-02T00:00:00Z')", 2],
    ["extract(year from timestamp '0050-01-02T00:00:00Z')", 50],
    ["extract(hour from timestamp '1969-12-31T23:59:59.999Z')", 23],
    ["extract('hour', at)", 13],
    ["extract(hour from at, 'Asia/Tokyo')", 22],
    ["extract(day from at, 'Pacific/Auckland')", 1],
    ["extract(hour from at, 'America/New_York')", 8],
    ["extract(hour from timestamp '2024-07-01T12:00:00Z', 'America/New_York')", 8],
    ["extract(minute from at, 'Asia/Kathmandu')", 59],
    ['extract(hour from sent)', null],
    ['extract(year from at + 9000000000000000)', `${row.at + 9e15} ms since 1970 is no time of the calendar`],
    [
      "extract(year from at + 9000000000000000, 'Asia/Tokyo')",
      `${row.at + 9e15} ms since 1970 is no time of the calendar`,
    ],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});
