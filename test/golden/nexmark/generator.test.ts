import type { Sent } from '../run-golden';
import type { NexmarkEvent } from './model';
import { nexmarkStream } from './stream';

const COUNT = 20_000;
const stream = nexmarkStream(COUNT);
const events = stream.map(({ json }) => JSON.parse(json) as NexmarkEvent);
const bids = events.flatMap(({ bid }) => bid ?? []);

const timeOf = ({ json }: Sent): number => {
  const { dateTime } = JSON.parse(json) as NexmarkEvent;
  return Date.parse(`${dateTime}Z`);
};

/** The share of the values that the most frequent ones have, as many of them as are named. */
function shareOfTop(n: number, values: readonly (string | number)[]): number {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const top = [...counts.values()].sort((a, b) => b - a).slice(0, n);
  return top.reduce((sum, count) => sum + count, 0) / values.length;
}

it('gives 2 % persons, 6 % auctions and 92 % bids, each in its place and null elsewhere', () => {
  expect(events.filter(({ person }) => person)).toHaveLength(COUNT * 0.02);
  expect(events.filter(({ auction }) => auction)).toHaveLength(COUNT * 0.06);
  expect(bids).toHaveLength(COUNT * 0.92);
  const isInPlace = ({ event_type, person, auction, bid, dateTime }: NexmarkEvent): boolean =>
    [person, auction, bid].every((each, type) => each?.dateTime === (type === event_type ? dateTime : undefined));
  expect(events.filter(event => !isInPlace(event))).toEqual([]);
});

it('numbers persons and auctions without a gap', () => {
  const ids = (each: ({ id: number } | null)[]): number[] => each.flatMap(one => one?.id ?? []).sort((a, b) => a - b);
  expect(ids(events.map(({ person }) => person))).toEqual(Array.from({ length: 400 }, (_, i) => 1000 + i));
  expect(ids(events.map(({ auction }) => auction))).toEqual(Array.from({ length: 1200 }, (_, i) => 1000 + i));
});

it('has half of the bids on hot auctions and in hot channels, and three quarters by hot bidders', () => {
  expect(
    shareOfTop(
      12,
      bids.map(({ auction }) => auction),
    ),
  ).toBeCloseTo(0.5, 1);
  expect(
    shareOfTop(
      4,
      bids.map(({ channel }) => channel),
    ),
  ).toBeCloseTo(0.5, 1);
  expect(
    shareOfTop(
      4,
      bids.map(({ bidder }) => bidder),
    ),
  ).toBeCloseTo(0.75, 1);
});

it('sends a tenth of the events up to three seconds late, in the order of their arrival', () => {
  const delays = stream.map(each => each.arrivalMs - timeOf(each));
  expect(Math.min(...delays)).toBe(0);
  expect(Math.max(...delays)).toBeGreaterThan(2_900);
  expect(Math.max(...delays)).toBeLessThanOrEqual(3_000);
  expect(delays.filter(delay => delay > 0).length / COUNT).toBeCloseTo(0.1, 2);
  expect(stream.every(({ arrivalMs }, i) => i === 0 || stream[i - 1]!.arrivalMs <= arrivalMs)).toBe(true);
});

it('gives the same events for the same seed, and others for another', () => {
  expect(nexmarkStream(500)).toEqual(nexmarkStream(500));
  expect(nexmarkStream(500, 'other')).not.toEqual(nexmarkStream(500));
});
