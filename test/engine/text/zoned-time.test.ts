import { zonedTimeMs } from '../../../engine/text/iso-time';

describe('an ISO time under a zone', () => {
  it.each([
    ['2018-01-15 12:00:00', '2018-01-15T01:00:00.000Z'],
    ['2018-07-15T12:00:00.25', '2018-07-15T02:00:00.250Z'],
    ['2018-07-15 12:00', '2018-07-15T02:00:00.000Z'],
    ['2018-07-15 12:00:00Z', '2018-07-15T12:00:00.000Z'],
    ['2018-07-15 12:00:00+02:00', '2018-07-15T10:00:00.000Z'],
    ['2018-07-15T12:00:00-0030', '2018-07-15T12:30:00.000Z'],
  ])('%s is %s where clocks are those of Sydney', (text, iso) => {
    expect(zonedTimeMs(text, 'Australia/Sydney')).toBe(Date.parse(iso));
  });

  it.each([
    '',
    '2018-07-15',
    '2018-07-15 12',
    '2018-02-30 12:00',
    '2018-07-15_12:00',
    '2018-07-15 12:00:00 ',
    '2018-07-15 12:00:00.',
  ])('%p is none', text => expect(zonedTimeMs(text, 'Australia/Sydney')).toBeNaN());
});
