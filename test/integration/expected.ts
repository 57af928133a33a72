import { PAGE_VIEWS, type PageView, TRADES } from './inputs';

/** Values by the key and the start of the window, such as `AMC 2018-08-21T11:01:05.000Z`. */
export type Expected = Readonly<Record<string, Readonly<Record<string, number>>>>;

const SIZE_MS = 10_000;
const SLIDE_MS = 5_000;

/** The plain way: every event into every window that holds it. */
function byWindow<E>(events: readonly E[], key: (event: E) => string, timeMs: (event: E) => number): Map<string, E[]> {
  const windows = new Map<string, E[]>();
  for (const event of events) {
    const last = Math.floor(timeMs(event) / SLIDE_MS) * SLIDE_MS;
    for (let start = last; start > timeMs(event) - SIZE_MS; start -= SLIDE_MS) {
      const name = `${key(event)} ${new Date(start).toISOString()}`;
      windows.set(name, [...(windows.get(name) ?? []), event]);
    }
  }
  return windows;
}

/** What `prices` must hold for the nine trades, which are in order of time. */
export function expectedPrices(): Expected {
  const windows = byWindow(
    TRADES,
    ({ stockName }) => stockName,
    ({ timestamp }) => timestamp,
  );
  return mapValues(windows, trades => {
    const prices = trades.map(({ price }) => price);
    const avgPrice = prices.reduce((sum, price) => sum + price, 0) / prices.length;
    return {
      avgPrice,
      minPrice: Math.min(...prices),
      maxPrice: Math.max(...prices),
      count: prices.length,
      openPrice: prices[0]!,
      closePrice: prices.at(-1)!,
    };
  });
}

/** What `views_by_path` must hold; so few visitors are counted exactly. */
export function expectedViews(): Expected {
  const path = ({ url }: PageView): string => new URL(url).pathname;
  const windows = byWindow(PAGE_VIEWS, path, ({ time }) => time * 1000);
  return mapValues(windows, views => ({
    views: views.length,
    visitors: new Set(views.map(view => view.anonymous_user_id)).size,
  }));
}

function mapValues<T>(windows: Map<string, T[]>, values: (events: T[]) => Record<string, number>): Expected {
  return Object.fromEntries([...windows].map(([name, events]) => [name, values(events)]));
}
