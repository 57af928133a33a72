import { instantOf, zoneOffsetMs } from '../../../engine/time/time-zone';

test.each([-400, -1, 0, 1, 50, 99, 100, 999, 1_500])(
  'a zone is ahead of UTC by its mean solar time in the year %i',
  year => {
    const ms = new Date(0).setUTCFullYear(year, 1, 28);
    expect(zoneOffsetMs('Europe/Zurich', ms)).toBe((34 * 60 + 8) * 1_000);
    expect(zoneOffsetMs('America/New_York', ms)).toBe(-((4 * 60 + 56) * 60 + 2) * 1_000);
  },
);

test('clocks that are put forward and back show one hour never and one twice', () => {
  const at = (text: string) => instantOf('Europe/Zurich', Date.parse(text));
  expect(at('2026-03-29T02:30:00Z')).toBe(Date.parse('2026-03-29T01:30:00Z'));
  expect(at('2026-10-25T02:30:00Z')).toBe(Date.parse('2026-10-25T00:30:00Z'));
});
