import * as fc from 'fast-check';
import { windowsOver } from '../../../engine/windows/grid';
import { longestMs, numberAt, spanAt } from '../../../engine/windows/calendar';
import { closesAt, panesOf, paneStart } from '../../../engine/windows/panes';
import { type CalendarUnit, type CalendarWindow, type Weekday, WEEKDAYS } from '../../../engine/windows/window';

const QUARTER_MS = 900_000;
const UNITS: readonly CalendarUnit[] = ['hour', 'day', 'week', 'month'];
const window = (unit: CalendarUnit, timeZone: string, firstDay: Weekday = 'monday'): CalendarWindow => ({
  kind: 'calendar',
  unit,
  timeZone,
  ...(unit === 'week' && { firstDay }),
});

const anyWindow = fc
  .tuple(
    fc.constantFrom(...UNITS),
    fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    fc.constantFrom(...WEEKDAYS),
  )
  .map(([unit, timeZone, firstDay]) => window(unit, timeZone, firstDay));
const anyTime = fc.integer({ min: 0, max: Date.UTC(2060, 0, 1) });

/** As `2026-04-05 02:30`. */
const shown = (timeZone: string, ms: number): string =>
  new Date(ms).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });

describe('windows of a calendar', () => {
  test('hold the time that is asked for, and the next begins where one ends', () => {
    fc.assert(
      fc.property(anyWindow, anyTime, (calendar, ms) => {
        const { startMs, endMs } = spanAt(calendar, ms);
        expect(startMs <= ms && ms < endMs).toBe(true);
        expect(spanAt({ ...calendar }, startMs)).toEqual({ startMs, endMs });
        expect(spanAt({ ...calendar }, endMs - 1)).toEqual({ startMs, endMs });
        expect(spanAt(calendar, endMs).startMs).toBe(endMs);
        expect(spanAt(calendar, startMs - 1).endMs).toBe(startMs);
      }),
    );
  });

  test('are as long as their unit and what clocks are put back, and begin at quarters of an hour', () => {
    fc.assert(
      fc.property(anyWindow, anyTime, (calendar, ms) => {
        const { startMs, endMs } = spanAt(calendar, ms);
        expect(Number.isInteger(startMs / QUARTER_MS)).toBe(true);
        expect(endMs - startMs).toBeLessThanOrEqual(longestMs(calendar));
      }),
    );
  });

  test('of days, weeks and months begin when clocks show midnight or, where they skip it, first show the day', () => {
    fc.assert(
      fc.property(
        anyWindow.filter(({ unit }) => unit !== 'hour'),
        fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2060, 0, 1) }),
        (calendar, ms) => {
          const { timeZone, unit } = calendar;
          const { startMs } = spanAt(calendar, ms);
          const [at, before] = [shown(timeZone, startMs), shown(timeZone, startMs - 60_000)];
          expect(at.endsWith('00:00') || before.slice(0, 10) < at.slice(0, 10)).toBe(true);
          if (unit === 'month') expect(at.slice(8, 10)).toBe('01');
          if (unit === 'week')
            expect(WEEKDAYS[new Date(`${at.slice(0, 10)}T00:00Z`).getUTCDay()]).toBe(calendar.firstDay);
        },
      ),
    );
  });

  test('of days, weeks and months are numbered in a row', () => {
    fc.assert(
      fc.property(
        anyWindow.filter(({ unit }) => unit !== 'hour'),
        anyTime,
        (calendar, ms) => {
          const { startMs, endMs } = spanAt(calendar, ms);
          const isLeftOut =
            calendar.unit === 'day' && /Apia|Fakaofo|Kwajalein|Enderbury|Kanton|Kiritimati/.test(calendar.timeZone);
          if (!isLeftOut) expect(numberAt(calendar, endMs)).toBe(numberAt(calendar, startMs) + 1);
        },
      ),
    );
  });

  test('close their panes when they end, and are found over any pane of theirs', () => {
    fc.assert(
      fc.property(anyWindow, anyTime, (calendar, ms) => {
        const panes = panesOf(calendar);
        const pane = paneStart(panes, ms);
        const { startMs, endMs } = spanAt(calendar, ms);
        expect(closesAt(panes, pane)).toBe(endMs);
        const range = { fromMs: pane, toMs: pane + panes.paneMs };
        expect(windowsOver(calendar, { ...range, endAfterMs: endMs - 1, endByMs: endMs })).toEqual([startMs]);
        expect(windowsOver(calendar, { ...range, endAfterMs: endMs, endByMs: Infinity })).toEqual([]);
        expect(windowsOver(calendar, { ...range, endAfterMs: -Infinity, endByMs: endMs - 1 })).toEqual([]);
      }),
    );
  });
});

const spans = (calendar: CalendarWindow, from: string, count: number): string[] => {
  const starts = [spanAt(calendar, Date.parse(from)).startMs];
  while (starts.length <= count) starts.push(spanAt(calendar, starts.at(-1)!).endMs);
  return starts.map(ms => shown(calendar.timeZone, ms).slice(5)).slice(0, count + 1);
};
const hours = (calendar: CalendarWindow, at: string): number => {
  const { startMs, endMs } = spanAt(calendar, Date.parse(at));
  return (endMs - startMs) / 3_600_000;
};

test.each([
  ['Australia/Sydney', '2026-04-05T03:00Z', 25],
  ['Australia/Sydney', '2026-10-04T03:00Z', 23],
  ['Europe/London', '2026-03-29T12:00Z', 23],
  ['Europe/London', '2026-10-25T12:00Z', 25],
  ['Australia/Lord_Howe', '2026-04-05T03:00Z', 24.5],
  ['Atlantic/Azores', '2026-10-25T12:00Z', 25],
  ['America/Havana', '2026-11-01T12:00Z', 25],
  ['America/Sao_Paulo', '2018-02-17T12:00Z', 25],
  ['America/Sao_Paulo', '2018-11-04T12:00Z', 23],
  ['Asia/Beirut', '2026-03-29T12:00Z', 23],
  ['Asia/Kolkata', '2026-03-29T12:00Z', 24],
])('in %s the day around %s has %d hours', (timeZone, at, count) => {
  expect(hours(window('day', timeZone), at)).toBe(count);
});

test('a day begins past midnight where clocks are put forward then', () => {
  expect(spans(window('day', 'Asia/Beirut'), '2026-03-28T12:00Z', 2)).toEqual([
    '03-28 00:00',
    '03-29 01:00',
    '03-30 00:00',
  ]);
});

test('a day that a zone left out, to be on the other side of the date line, is no window', () => {
  expect(spans(window('day', 'Pacific/Apia'), '2011-12-29T20:00Z', 2)).toEqual([
    '12-29 00:00',
    '12-31 00:00',
    '01-01 00:00',
  ]);
});

test('an hour that clocks show twice is two windows, and one that they skip is none', () => {
  const sydney = window('hour', 'Australia/Sydney');
  expect(spans(sydney, '2026-04-04T14:00Z', 3)).toEqual(['04-05 01:00', '04-05 02:00', '04-05 02:00', '04-05 03:00']);
  expect(spans(sydney, '2026-10-03T15:00Z', 2)).toEqual(['10-04 01:00', '10-04 03:00', '10-04 04:00']);
});

test('where clocks are put by half an hour an hour has 90 minutes, and another one 30', () => {
  const lordHowe = window('hour', 'Australia/Lord_Howe');
  expect(spans(lordHowe, '2026-04-04T14:00Z', 2)).toEqual(['04-05 01:00', '04-05 02:00', '04-05 03:00']);
  expect(hours(lordHowe, '2026-04-04T14:00Z')).toBe(1.5);
  expect(spans(lordHowe, '2026-10-03T14:30Z', 2)).toEqual(['10-04 01:00', '10-04 02:30', '10-04 03:00']);
  expect(hours(lordHowe, '2026-10-03T15:30Z')).toBe(0.5);
});
