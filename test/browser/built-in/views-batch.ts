import { type Row, startsOf, sum, windows } from './batch';

const START_MS = Date.UTC(2026, 0, 1);
const [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS] = [1_000, 60_000, 3_600_000, 86_400_000];
export const END_MS = START_MS + 2 * DAY_MS;
const GAP_MS = 30 * MINUTE_MS;

/** What led a visitor here, and what the definition is to make of it. */
const ORIGINS = [
  { channel: 'direct', source: 'direct' },
  { referrer: 'https://www.google.com/', channel: 'search', source: 'www.google.com' },
  { utm: ['Google', 'cpc', 'autumn'], channel: 'paid', source: 'google' },
  { utm: ['newsletter', 'email', 'weekly'], channel: 'email', source: 'newsletter' },
  { referrer: 'news.example.org', channel: 'referral', source: 'news.example.org' },
] as const;
const CLIENTS = [
  { browser: 'Chrome', os: 'Windows', screen_resolution: '1920x1080', device: 'desktop', country: 'DE' },
  { browser: 'Safari', os: 'iOS', screen_resolution: '390x844', device: 'mobile', country: 'CH' },
  { browser: 'Safari', os: 'iOS', screen_resolution: '820x1180', device: 'tablet', country: null },
] as const;
const PATHS = ['/home', '/products', '/cart', '/checkout', '/blog'];

export interface View {
  readonly user: string;
  readonly path: string;
  readonly timeMs: number;
  readonly utm: readonly (string | null)[];
  readonly origin: (typeof ORIGINS)[number];
  readonly client: (typeof CLIENTS)[number];
}

/** The views of the nth visit: which ones follows from its number alone. */
function viewsOf(n: number, beginMs: number): readonly View[] {
  const origin = ORIGINS[(n * n + (n >> 2)) % ORIGINS.length]!;
  return Array.from({ length: 1 + ((n * 5) % 7 < 3 ? 0 : n % 4) }, (_, i) => ({
    user: `visitor-${(n * 3) % 41}`,
    path: PATHS[(n + i * ((n % 3) + 1)) % PATHS.length]!,
    timeMs: beginMs + i * (20 + (n % 40)) * SECOND_MS,
    utm: i === 0 && 'utm' in origin ? origin.utm : [null, null, null],
    origin: i === 0 ? origin : ORIGINS[0],
    client: CLIENTS[((n * 3) % 41) % CLIENTS.length]!,
  }));
}

/** Two visits at the beginning of each hour of two days, so that all are over in time; and one that closes their windows. */
export const VIEWS: readonly View[] = [
  ...Array.from({ length: 2 * 48 }, (_, n) =>
    viewsOf(n, START_MS + Math.floor(n / 2) * HOUR_MS + (n % 2) * (n % 7) * 17 * SECOND_MS),
  ).flat(),
  ...viewsOf(0, END_MS + HOUR_MS),
].sort((a, b) => a.timeMs - b.timeMs);

/** As the collector would have written it. */
export function eventOf({ user, path, timeMs, utm, origin, client }: View): unknown {
  const { device, country, ...rest } = client;
  const query = utm[0] === null ? '' : `?utm_source=${utm[0]}&utm_medium=${utm[1]}&utm_campaign=${utm[2]}`;
  return {
    ...{ anonymous_user_id: user, url: `https://www.example.com${path}${query}`, time: timeMs / 1_000, ...rest },
    ...('referrer' in origin && { referrer: origin.referrer }),
    ...(country !== null && { country }),
  };
}

/** Views of one visitor with no half hour without one between them. */
function visitsOf(views: readonly View[]): readonly (readonly View[])[] {
  const byUser = new Map<string, View[][]>();
  for (const view of views) {
    const visits = byUser.get(view.user) ?? [];
    byUser.set(view.user, visits);
    const latest = visits.at(-1);
    if (latest && view.timeMs - latest.at(-1)!.timeMs <= GAP_MS) latest.push(view);
    else visits.push([view]);
  }
  return [...byUser.values()].flat();
}

interface Visit {
  readonly startMs: number;
  readonly key: readonly (string | null)[];
  readonly user: string;
  readonly pages: number;
  readonly durationMs: number;
  /** At which it counts: the last ms before it is over. */
  readonly atMs: number;
  readonly hasCart: boolean;
  readonly isConverted: boolean;
}

const VISITS: readonly Visit[] = visitsOf(VIEWS).map(views => {
  const [first, last] = [views[0]!, views.at(-1)!];
  const { browser, country, device } = first.client;
  const { channel, source } = first.origin;
  return {
    startMs: first.timeMs,
    key: [channel, source, first.utm[2]!, first.path, last.path, device, browser, country],
    user: first.user,
    pages: views.length,
    durationMs: last.timeMs - first.timeMs,
    atMs: last.timeMs + GAP_MS - 1,
    hasCart: views.some(({ path }) => path === '/cart'),
    isConverted: views.some(({ path }) => path === '/checkout'),
  };
});

const ofViews = (views: readonly View[]) => ({
  views: views.length,
  visitors: new Set(views.map(({ user }) => user)).size,
});

function ofVisits(all: readonly Visit[]) {
  const [visits, bounces] = [all.length, all.filter(({ pages }) => pages === 1).length];
  const [pages, duration] = [sum(all.map(each => each.pages)), sum(all.map(({ durationMs }) => durationMs))];
  const conversions = all.filter(({ isConverted }) => isConverted).length;
  return {
    ...{ visits, bounces, bounce_rate: bounces / visits, pages, pages_per_visit: pages / visits },
    ...{ duration, mean_duration: duration / visits, conversions, conversion_rate: conversions / visits },
  };
}

function funnelOf(all: readonly Visit[]) {
  const carts = all.filter(({ hasCart }) => hasCart);
  const conversions = carts.filter(({ isConverted }) => isConverted).length;
  return { visits: all.length, carts: carts.length, conversions, conversion_rate: conversions / all.length };
}

function returningOf(visitors: readonly Row[]) {
  const visits = visitors.map(({ values }) => values['visits'] as number);
  const [fresh, back] = [visits.filter(each => each === 1).length, visits.filter(each => each > 1).length];
  return { visitors: visits.length, new_visitors: fresh, returning_visitors: back, visits: sum(visits) };
}

const every =
  (sizeMs: number, slideMs = sizeMs) =>
  ({ timeMs }: { readonly timeMs: number }) =>
    startsOf(timeMs, sizeMs, slideMs);
const atEvery =
  (sizeMs: number) =>
  ({ atMs }: Visit) =>
    startsOf(atMs, sizeMs);
const visitors = windows(
  VISITS,
  atEvery(DAY_MS),
  ({ user }) => [user],
  all => ({ visits: all.length }),
);

/** The closed windows of each query of page-views, but for those of text. */
export const VIEW_ROWS = {
  views_by_path: windows(VIEWS, every(10 * SECOND_MS, 5 * SECOND_MS), ({ path }) => [path], ofViews),
  traffic: windows(VIEWS, every(MINUTE_MS), () => [], ofViews),
  views_by_source: windows(VIEWS, every(MINUTE_MS), ({ utm }) => utm, ofViews),
  views_by_browser: windows(VIEWS, every(MINUTE_MS), ({ client }) => [client.browser], ofViews),
  live_visitors: windows(VIEWS, every(5 * MINUTE_MS, 10 * SECOND_MS), () => [], ofViews),
  visits: windows(
    VISITS,
    ({ startMs }) => [startMs],
    ({ user }) => [user],
    ([visit]) => ({ pages: visit!.pages }),
  ),
  visits_by_hour: windows(VISITS, atEvery(HOUR_MS), () => [], ofVisits),
  visits_by_source: windows(VISITS, atEvery(HOUR_MS), ({ key }) => key, ofVisits),
  funnel: windows(VISITS, atEvery(DAY_MS), () => [], funnelOf),
  visitors,
  returning: windows(
    visitors,
    ({ startMs }) => [startMs],
    () => [],
    returningOf,
  ),
} satisfies Readonly<Record<string, readonly Row[]>>;

/** Of each minute the paths, which are a list there. */
export const PATHS_BY_MINUTE = windows(VIEWS, every(MINUTE_MS), ({ path }) => [path], ofViews);
