import { count, definePipeline, epochMillis, hopping, session, tumbling } from '../../../engine/index';
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
