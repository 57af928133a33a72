import type { EventTable, Row } from '../event-table';
import { type Bid, type NexmarkEvent, timestamp } from './model';
import { NEXMARK, nexmarkTable } from './queries';

const NOON_MS = Date.UTC(2025, 11, 31, 12);
const SECOND = 1000;

let table: EventTable | undefined;
afterEach(() => table?.close());

async function rows(query: keyof typeof NEXMARK, events: readonly Partial<NexmarkEvent>[]): Promise<Row[]> {
  table = await nexmarkTable(events.map(event => ({ json: JSON.stringify(event), arrivalMs: NOON_MS })));
  return table.rows(NEXMARK[query]);
}

/** A bid at so many seconds past noon. */
function bid(second: number, auction: number, bidder: number, price: number): Partial<NexmarkEvent> {
  const dateTime = timestamp(NOON_MS + second * SECOND);
  const bid: Bid = { auction, bidder, price, channel: 'Google', url: 'https://example.com/', dateTime, extra: '' };
  return { event_type: 2, bid };
}

it('counts bids exactly ten seconds apart in one session, and others in two', async () => {
  const sessions = await rows('q11', [bid(0, 1, 7, 5), bid(10, 1, 7, 5), bid(20.001, 1, 7, 5)]);
  expect(sessions.map(({ bid_count, window_start, window_end }) => [bid_count, window_start, window_end])).toEqual(
    expect.arrayContaining([
      [2, NOON_MS, NOON_MS + 20 * SECOND],
      [1, NOON_MS + 20.001 * SECOND, NOON_MS + 30.001 * SECOND],
    ]),
  );
  expect(sessions).toHaveLength(2);
});

it('gives the auction that has the most bids of a window, of several the first by its text', async () => {
  const hot = await rows('q5', [bid(1, 20, 7, 5), bid(1, 3, 7, 5), bid(3, 3, 7, 5)]);
  const starting = (second: number): unknown[] =>
    hot.filter(row => row['window_start'] === NOON_MS + second * SECOND).map(({ auction, num }) => [auction, num]);
  expect(starting(-8)).toEqual([[20, 1]]);
  expect(starting(-6)).toEqual([[3, 2]]);
  expect(starting(2)).toEqual([[3, 1]]);
});

it('keeps of bids at the same time the one that arrived last', async () => {
  const last = await rows('q18', [bid(2, 1, 7, 5), bid(2, 1, 7, 6), bid(1, 1, 7, 9)]);
  expect(last).toMatchObject([{ auction: 1, bidder: 7, price: 6, bid_time: NOON_MS + 2 * SECOND }]);
});

it('joins a new person with auctions of the same window only', async () => {
  const at = (second: number): string => timestamp(NOON_MS + second * SECOND);
  const person = (second: number, id: number) => ({
    event_type: 0,
    person: { id, name: 'Kate', dateTime: at(second) },
  });
  const auction = (second: number, seller: number) => ({
    event_type: 1,
    auction: { id: 1, seller, dateTime: at(second) },
  });
  const events = [person(1, 7), auction(2, 7), auction(9, 7), person(9, 8), auction(11, 8), auction(12, 9)];
  expect(await rows('q8', events as unknown as Partial<NexmarkEvent>[])).toEqual([
    { id: 7, name: 'Kate', window_start: NOON_MS, window_end: NOON_MS + 10 * SECOND },
  ]);
});
