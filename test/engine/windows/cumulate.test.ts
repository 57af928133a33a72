import * as fc from 'fast-check';
import { cumulate, definePipeline, isoTime, number, string, sum } from '../../../engine/index';
import { endOfWindow, lastStartAt, panesOfWindow, startOfWindow, windowsOver } from '../../../engine/windows/grid';
import { spanAt } from '../../../engine/windows/calendar';
import { closesAt, floorTo, panesOf, paneStart } from '../../../engine/windows/panes';
import { type CumulateWindow, lengthName } from '../../../engine/windows/window';
import { Rig } from '../../support/rig';

const MINUTE_MS = 60_000;

/** The example of Flink's documentation of window table-valued functions, CUMULATE. */
const BIDS = [
  ['C', 4, '08:05'],
  ['A', 2, '08:07'],
  ['D', 5, '08:09'],
  ['B', 3, '08:11'],
  ['E', 1, '08:13'],
  ['F', 6, '08:17'],
] as const;

test('sums of ten minutes that grow by two are those that Flink documents', async () => {
  const bids = definePipeline({
    name: 'bids',
    event: { item: string(), price: number(), bidtime: isoTime() },
    eventTime: 'bidtime',
    watermark: { maxFutureSkew: '3650 days' },
    queries: { totals: { window: cumulate('10 minutes', '2 minutes'), select: { price: sum('price') } } },
  });
  const rig = new Rig(bids);
  const events = BIDS.map(([item, price, at]) => ({ item, price, bidtime: `2020-04-15T${at}:00Z` }));
  await rig.aggregate([rig.put(events)]);
  await rig.finalize({ endOfInput: true });
  const shown = rig
    .latest()
    .map(({ window, values }) => [window.start.slice(11, 16), window.end.slice(11, 16), values['price']]);
  expect(shown.sort()).toEqual([
    ['08:00', '08:06', 4],
    ['08:00', '08:08', 6],
    ['08:00', '08:10', 11],
    ['08:10', '08:12', 3],
    ['08:10', '08:14', 4],
    ['08:10', '08:16', 4],
    ['08:10', '08:18', 10],
    ['08:10', '08:20', 10],
  ]);
});

const ofMinutes = (sizeMinutes: number, stepMinutes: number, offsetMs: number): CumulateWindow => {
  const sizeMs = sizeMinutes * MINUTE_MS;
  return {
    kind: 'cumulate',
    stepMs: stepMinutes * MINUTE_MS,
    period: { kind: 'grid', sizeMs, slideMs: sizeMs, offsetMs: offsetMs % sizeMs },
  };
};
const anyWindow = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.nat(10_000_000))
    .map(([steps, step, offsetMs]) => ofMinutes(steps * step, step, offsetMs)),
  fc
    .tuple(
      fc.constantFrom('hour' as const, 'day' as const),
      fc.constantFrom('UTC', 'Australia/Lord_Howe', 'America/New_York', 'Asia/Kolkata'),
      fc.constantFrom(5, 15, 45, 7 * 60),
    )
    .map(([unit, timeZone, step]): CumulateWindow => ({
      kind: 'cumulate',
      stepMs: step * MINUTE_MS,
      period: { kind: 'calendar', unit, timeZone },
    })),
);
const anyTime = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });

test('of another step have other ids, also where they go by the same time', () => {
  const step = (minutes: number): string => lengthName(ofMinutes(10, minutes, 0));
  expect(new Set([1, 2, 5, 10].map(step)).size).toBe(4);
});

describe('windows that grow', () => {
  const periodAt = ({ period }: CumulateWindow, ms: number) => {
    if (period.kind === 'calendar') return spanAt(period, ms);
    const startMs = floorTo(ms, period.sizeMs, period.offsetMs);
    return { startMs, endMs: startMs + period.sizeMs };
  };

  test('that hold a time start where its period does and end after each step from there on, the last one with the period', () => {
    fc.assert(
      fc.property(anyWindow, anyTime, (window, ms) => {
        const panes = panesOf(window);
        const pane = paneStart(panes, ms);
        const range = { fromMs: pane, toMs: pane + panes.paneMs, endAfterMs: -Infinity, endByMs: Infinity };
        const { startMs, endMs } = periodAt(window, ms);
        const names = windowsOver(window, range);
        const ends: number[] = [];
        for (let end = startMs + window.stepMs; end < endMs; end += window.stepMs) if (end > ms) ends.push(end);
        expect(names.map(name => endOfWindow(window, name))).toEqual([...ends, endMs]);
        expect(new Set(names.map(name => startOfWindow(window, name)))).toEqual(new Set([startMs]));
        expect(closesAt(panes, pane)).toBe(endMs);
      }),
    );
  });

  test('are merged from the panes between their start and their end, and are named apart', () => {
    fc.assert(
      fc.property(anyWindow, anyTime, (window, ms) => {
        const panes = panesOf(window);
        const name = lastStartAt(window, ms);
        const end = endOfWindow(window, name);
        expect(name <= ms && ms < end).toBe(true);
        const starts = panesOfWindow(window, panes, name);
        expect(starts[0]).toBe(startOfWindow(window, name));
        expect(starts.at(-1)! + panes.paneMs).toBe(end);
        expect(starts.every(start => paneStart(panes, start) === start)).toBe(true);
        expect(lastStartAt(window, end)).toBe(end);
      }),
    );
  });
});
