import { count, cumulate, definePipeline, epochMillis, hopping, lag, session, tumbling } from '../../../engine/index';
import type { WindowInput } from '../../../engine/definition/windows';

const defined = (window: WindowInput) =>
  definePipeline({
    name: 'rooms',
    event: { at: epochMillis() },
    eventTime: 'at',
    queries: { q: { window, select: { n: count() } } },
  });

/** What is said of a window, without the pipeline's name and the path of the window. */
function refusal(window: WindowInput): string {
  try {
    defined(window);
  } catch (error) {
    return (error as Error).message.replaceAll('pipeline "rooms": queries.q.window.', '');
  }
  return 'none';
}

describe('a hopping window', () => {
  it.each([
    ['365 days', '1 ms', 31_536_000_000, '31536000000 ms / 1 ms', 8_760_000],
    ['1 day', '1 second', 86_400, '86400000 ms / 1000 ms', 24_000],
    ['1 hour', '999 ms', 3_604, '3600000 ms / 999 ms', 1_000],
  ])('of %s every %s is refused: an event counts in at most 3600 windows', (size, slide, windows, ratio, least) => {
    expect(refusal(hopping(size, slide))).toBe(
      `slide: each event would count in ${windows} windows (${ratio}), more than 3600; give a slide of at least ${least} ms, or a shorter size`,
    );
  });

  it.each([
    ['1 hour', 3_599_999, 3_600_000, 1],
    ['2 hours', '7 seconds', 7_200, 1_000],
  ])('of %s every %s is refused: a window is merged from at most 3600 panes', (size, slide, panes, paneMs) => {
    expect(refusal(hopping(size, slide))).toMatch(
      new RegExp(
        `^slide: each window would be merged from ${panes} panes of ${paneMs} ms, .*; give a slide that divides`,
      ),
    );
  });

  it.each([
    ['1 minute', '1 second'],
    ['1 hour', '1 second'],
    ['24 hours', '1 minute'],
    ['1 hour', '7 seconds'],
  ])('of %s every %s is possible', (size, slide) => {
    expect(refusal(hopping(size, slide))).toBe('none');
  });
});

test('a slide that is no duration is one mistake', () => {
  expect(refusal(hopping('1 day', '1 sec'))).toMatch(/^slide: not a duration of at least 1 ms: "1 sec"[^\n]*$/);
});

test('a tumbling window is one pane, however long', () => {
  expect(refusal(tumbling('365 days'))).toBe('none');
});

describe('a session', () => {
  const HOUR = 3_600_000;

  it('whose gap is longer than the maxDuration that it names is refused', () => {
    expect(refusal(session('2 hours', { maxDuration: '90 minutes' }))).toBe(
      'maxDuration: 5400000 ms is shorter than the gap, 7200000 ms',
    );
  });

  it.each([
    [session('5 minutes'), 24 * HOUR],
    [session('2 days'), 48 * HOUR],
    [session('7 hours'), 28 * HOUR],
    [session('7 hours', { maxDuration: '15 hours' }), 21 * HOUR],
    [session('7 hours', { maxDuration: '7 hours' }), 7 * HOUR],
  ])('is cut after 24 hours or its gap unless told, in whole gaps: %j', (window, maxDurationMs) => {
    expect(defined(window).queries[0]!.window).toMatchObject({ maxDurationMs });
  });
});

test.each([[tumbling(9e15)], [session('40000 days')], [session('1 day', { maxDuration: 9e15 })]])(
  'no part of a window is longer than 100 years, so that its end is a time: %j',
  window => {
    expect(refusal(window)).toMatch(/^(size|gap|maxDuration): \d+ ms is longer than 36525 days$/);
  },
);

describe('a tumbling window with a time zone', () => {
  const loose = tumbling as (size: unknown, options?: unknown) => WindowInput;

  it.each([
    ['1 hour', {}, { unit: 'hour' }],
    ['1 day', {}, { unit: 'day' }],
    [' 1 d ', {}, { unit: 'day' }],
    ['1 week', {}, { unit: 'week', firstDay: 'monday' }],
    ['1 week', { firstDay: 'sunday' }, { unit: 'week', firstDay: 'sunday' }],
    ['1 month', {}, { unit: 'month' }],
  ] as const)('of %s goes by its clocks: %j', (size, options, window) => {
    const timeZone = 'Australia/Sydney';
    expect(defined(tumbling(size, { timeZone, ...options })).queries[0]!.window).toEqual({
      kind: 'calendar',
      timeZone,
      ...window,
    });
  });

  it.each([
    [
      '1 day',
      { timeZone: 'Australia/Sidney' },
      'timeZone: no time zone "Australia/Sidney"; write one as Europe/Zurich; did you mean Australia/Sydney?',
    ],
    ['1 day', { timeZone: 7 }, "timeZone: expected a name such as 'Europe/Zurich': 7"],
    ['1 day', { timeZone: '+05:07' }, `timeZone: expected a name such as 'Europe/Zurich': "+05:07"`],
    [
      '1 dya',
      { timeZone: 'UTC' },
      "size: in a time zone it is '1 hour', '1 day', '1 week' or '1 month': \"1 dya\"; did you mean 1 day?",
    ],
    [86_400_000, { timeZone: 'UTC' }, "size: in a time zone it is '1 hour', '1 day', '1 week' or '1 month': 86400000"],
    [
      '2 days',
      { timeZone: 'UTC' },
      "size: in a time zone it is '1 hour', '1 day', '1 week' or '1 month': \"2 days\"; did you mean 1 day?",
    ],
    ['1 day', { timeZone: 'UTC', offset: '1 hour' }, 'offset: not beside timeZone: windows begin when clocks show it'],
    ['1 day', { timeZone: 'UTC', firstDay: 'sunday' }, 'firstDay: only a week has one: "sunday"'],
    [
      '1 week',
      { timeZone: 'UTC', firstDay: 'sonday' },
      /^firstDay: expected one of sunday, .*: "sonday"; did you mean sunday\?$/,
    ],
    ['1 day', { firstDay: 'sunday' }, "firstDay: only beside timeZone, such as { timeZone: 'UTC' }"],
    [
      '1 month',
      {},
      `size: "1 month" is as long as a calendar says; give it a zone, such as { timeZone: 'UTC' }, or write it in days`,
    ],
  ])('of %j with %j is refused with what is wrong', (size, options, line) => {
    expect(refusal(loose(size, options))).toMatch(line);
  });

  it('is the only one that has a zone', () => {
    const hops = hopping as (...given: unknown[]) => WindowInput;
    expect(refusal(hops('1 hour', '10 minutes', { timeZone: 'UTC' }))).toBe(
      'timeZone: hopping windows have none, only tumbling and cumulate ones',
    );
    expect(refusal((session as (...given: unknown[]) => WindowInput)('1 hour', { timeZone: 'UTC' }))).toBe(
      'timeZone: no such name; expected maxDuration',
    );
  });
});

describe('a cumulate window', () => {
  const loose = cumulate as (...given: unknown[]) => WindowInput;

  it.each([
    ['1 day', '1 minute', undefined],
    ['1 hour', '1 hour', { offset: '5 minutes' }],
    ['1 day', '7 hours', { timeZone: 'Australia/Sydney' }],
    ['1 month', '15 minutes', { timeZone: 'UTC' }],
  ])('of %j every %j with %j is one', (...window) => {
    expect(refusal(loose(...window))).toBe('none');
  });

  it.each([
    [['1 hour', '7 minutes'], 'step: 420000 ms does not divide the size, 3600000 ms'],
    [['1 hour', '2 hours'], 'step: 7200000 ms does not divide the size, 3600000 ms'],
    [['1 hour', 'often'], /^step: not a duration of at least 1 ms: "often"/],
    [['1 hour'], /^step: not a duration of at least 1 ms: undefined/],
    [['often', '1 minute'], /^size: not a duration of at least 1 ms: "often"[^\n]*$/],
    [
      ['1 day', '1 second'],
      'step: each window would be merged from up to 86400 panes of 1000 ms, more than 3600; give a longer step',
    ],
    [
      ['1 day', '7 minutes', { timeZone: 'UTC' }],
      'step: in a time zone it divides 15 minutes or is a multiple of them: 420000 ms',
    ],
    [['1 day', '30 hours', { timeZone: 'UTC' }], 'step: 108000000 ms is longer than 1 day'],
    [['1 hour', '75 minutes', { timeZone: 'UTC' }], 'step: 4500000 ms is longer than 1 hour'],
    [['2 days', '1 hour', { timeZone: 'UTC' }], /^size: in a time zone it is '1 hour', '1 day'/],
    [['1 month', '1 hour'], /^size: "1 month" is as long as a calendar says/],
    [['1 day', '1 hour', { offset: 1, timeZone: 'UTC' }], /^offset: not beside timeZone/],
    [['1 day', '1 hour', { firstDay: 'sunday' }], /^firstDay: only beside timeZone/],
    [['1 day', '1 hour', { zone: 'UTC' }], 'zone: no such name; expected offset, timeZone, firstDay'],
    [['1 day', '1 hour', {}, 5], /cumulate takes a size, a step and options, got also 5/],
  ])('of %j is refused with what is wrong', (given, line) => {
    expect(refusal(loose(...given))).toMatch(line);
  });

  it('reports each step when it ends, and no open window', () => {
    const q = { window: cumulate('1 day', '1 hour'), select: { n: count() }, emit: 'onUpdate' } as const;
    const define = (): unknown =>
      definePipeline({ name: 'rooms', event: { at: epochMillis() }, eventTime: 'at', queries: { q } });
    expect(define).toThrow('queries.q.emit: a cumulate window reports what there is so far when its step ends');
  });

  it('has no functions along its windows, of which each holds the one before', () => {
    const queries = {
      q: { window: cumulate('1 day', '1 hour'), select: { n: count() } },
      change: { over: 'q', select: { before: lag('n', 1) } },
    } as const;
    const define = (): unknown =>
      definePipeline({ name: 'rooms', event: { at: epochMillis() }, eventTime: 'at', queries });
    expect(define).toThrow('queries.change.over: q has cumulate windows, of which each holds the one before');
  });
});
