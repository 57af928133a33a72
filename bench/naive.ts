import type { WindowedKinesisEvent } from '../lambda/aggregate/window-event';

/** A handler as one writes it by hand: JSON.parse, a Map by window and key, every window of the event updated. */
export type NaiveHandler = (event: WindowedKinesisEvent) => Map<string, unknown>;

const SIZE_MS = 10_000;
const SLIDE_MS = 5_000;

interface PageView {
  readonly anonymous_user_id: string;
  readonly url: string;
  readonly time: number;
}

interface Trade {
  readonly stockName: string;
  readonly price: number;
  readonly timestamp: number;
}

/** Views and visitors by path. */
export function naivePageViews(): NaiveHandler {
  const windows = new Map<string, { views: number; visitors: Set<string> }>();
  return event => {
    for (const record of event.Records ?? []) {
      const view = JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString()) as PageView;
      const path = pathOf(view.url);
      for (const start of windowStarts(Math.round(view.time * 1000))) {
        const key = `${start}|${path}`;
        let window = windows.get(key);
        if (!window) windows.set(key, (window = { views: 0, visitors: new Set() }));
        window.views++;
        window.visitors.add(view.anonymous_user_id);
      }
    }
    return windows;
  };
}

/** Average, lowest and highest price by symbol. */
export function naiveTrades(): NaiveHandler {
  const windows = new Map<string, { count: number; sum: number; min: number; max: number }>();
  return event => {
    for (const record of event.Records ?? []) {
      const { stockName, price, timestamp } = JSON.parse(
        Buffer.from(record.kinesis.data, 'base64').toString(),
      ) as Trade;
      for (const start of windowStarts(timestamp)) {
        const key = `${start}|${stockName}`;
        let window = windows.get(key);
        if (!window) windows.set(key, (window = { count: 0, sum: 0, min: Infinity, max: -Infinity }));
        window.count++;
        window.sum += price;
        window.min = Math.min(window.min, price);
        window.max = Math.max(window.max, price);
      }
    }
    return windows;
  };
}

interface Order {
  readonly context: { readonly page: { readonly path: string } };
  readonly properties: { readonly revenue: string };
  readonly timestamp: string;
}

/** Orders and their revenue by the page's path. */
export function naiveOrders(): NaiveHandler {
  const windows = new Map<string, { orders: number; revenue: number }>();
  return event => {
    for (const record of event.Records ?? []) {
      const order = JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString()) as Order;
      for (const start of windowStarts(Date.parse(order.timestamp))) {
        const key = `${start}|${order.context.page.path}`;
        let window = windows.get(key);
        if (!window) windows.set(key, (window = { orders: 0, revenue: 0 }));
        window.orders++;
        window.revenue += Number(order.properties.revenue);
      }
    }
    return windows;
  };
}

/** The floor: the text of each record, and nothing done with it. */
export function decodeOnly(event: WindowedKinesisEvent): number {
  let length = 0;
  for (const record of event.Records ?? []) length += Buffer.from(record.kinesis.data, 'base64').toString().length;
  return length;
}

function windowStarts(timeMs: number): number[] {
  const starts: number[] = [];
  for (let start = timeMs - (timeMs % SLIDE_MS); start > timeMs - SIZE_MS; start -= SLIDE_MS) starts.push(start);
  return starts;
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;

/** What one writes by hand; the built-in pipeline reads addresses with more care. */
function pathOf(url: string): string {
  return /^[^?#]*/.exec(url.replace(ORIGIN, ''))![0] || '/';
}
