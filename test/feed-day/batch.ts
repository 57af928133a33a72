import type { Tick } from './ticks';

const SIZE_MS = 10_000;
const SLIDE_MS = 5_000;
const WINDOWS = 12;

/** The mean of each window of 10 s, 5 s apart, by its start, ms: what `prices` gives. */
export function meansOf(ticks: readonly Tick[]): Map<number, number> {
  const windows = new Map<number, number[]>();
  for (const { timestamp, price } of ticks) {
    const last = Math.floor(timestamp / SLIDE_MS) * SLIDE_MS;
    for (let start = last; start > timestamp - SIZE_MS; start -= SLIDE_MS)
      windows.set(start, [...(windows.get(start) ?? []), price]);
  }
  return new Map([...windows].map(([start, prices]) => [start, meanOf(prices)]));
}

/** The mean of the means of twelve windows one after the other, by the start of the last: what `trend` gives. */
export function movingMeansOf(means: ReadonlyMap<number, number>): Map<number, number> {
  const moving = new Map<number, number>();
  for (const start of means.keys()) {
    const last = Array.from({ length: WINDOWS }, (_, i) => means.get(start - i * SLIDE_MS));
    if (!last.includes(undefined)) moving.set(start, meanOf(last as number[]));
  }
  return moving;
}

const meanOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
