import { anonymousId, type GeneratorFactory, type Random, weighted } from './generator';

const SITE = 'https://www.example.com';
/** Share of visits that begin by a tagged link, and of those without one that another site led here. */
const CAMPAIGN_SHARE = 0.35;
const REFERRED_SHARE = 0.6;
/** Share of visits that end after one page, and of the views after it that are the last. */
const BOUNCE_SHARE = 0.45;
const LEAVE_SHARE = 0.25;
/** Share of visits of those who have been here, and how long they stay away at least, ms. */
const RETURNING_SHARE = 0.35;
const AWAY_MS = 45 * 60_000;
/** Mean time between two views of a visit, and the longest, ms. */
const READING_MS = 40_000;
const READING_MS_MAX = 20 * 60_000;
/** Visits that go on at a time, and visitors who may come back: a higher rate makes visits quicker, and more new visitors. */
const VISITS_MAX = 5_000;
const AWAY_MAX = 5_000;

const entryPath = weighted<string>([
  ['/home', 60],
  ['/products', 12],
  ['/products/lamp', 9],
  ['/products/chair', 8],
  ['/products/desk', 6],
  ['/blog', 10],
  ['/blog/how-we-work', 7],
  ['/about', 2],
  ['/contact', 1],
]);
const TO_PRODUCT: readonly (readonly [string, number])[] = [
  ['/products/lamp', 4],
  ['/products/chair', 3],
  ['/products/desk', 3],
];
/** Where visitors go on from a page; from any other, as from a product. */
const nextPaths: Readonly<Record<string, (random: Random) => string>> = {
  '/home': weighted([['/products', 10], ['/blog', 3], ['/about', 3], ['/contact', 1], ...TO_PRODUCT]),
  '/products': weighted([['/home', 3], ['/cart', 2], ...TO_PRODUCT]),
  '/cart': weighted([
    ['/checkout', 6],
    ['/products', 3],
    ['/home', 3],
  ]),
  '/checkout': weighted([
    ['/home', 3],
    ['/contact', 1],
  ]),
  '/blog': weighted([
    ['/blog/how-we-work', 5],
    ['/home', 4],
    ['/about', 2],
  ]),
};
const afterProduct = weighted([['/cart', 7], ['/products', 5], ['/home', 6], ['/contact', 1], ...TO_PRODUCT]);

const campaign = weighted<string>([
  ['utm_source=google&utm_medium=cpc&utm_campaign=autumn', 40],
  ['utm_source=newsletter&utm_medium=email&utm_campaign=weekly', 25],
  ['utm_source=facebook&utm_medium=social&utm_campaign=autumn', 20],
  ['utm_source=partner&utm_medium=referral&utm_campaign=launch', 15],
]);
const referrer = weighted<string>([
  ['www.google.com', 50],
  ['www.bing.com', 10],
  ['duckduckgo.com', 8],
  ['www.linkedin.com', 8],
  ['t.co', 6],
  ['news.example.org', 12],
  ['blog.example.net', 6],
]);
const device = weighted<Omit<Visitor, 'id' | 'country'>>([
  [{ browser: 'Chrome', os: 'Windows', screen_resolution: '1920x1080' }, 34],
  [{ browser: 'Chrome', os: 'Android', screen_resolution: '412x915' }, 24],
  [{ browser: 'Safari', os: 'iOS', screen_resolution: '390x844' }, 16],
  [{ browser: 'Safari', os: 'iOS', screen_resolution: '820x1180' }, 4],
  [{ browser: 'Safari', os: 'macOS', screen_resolution: '1440x900' }, 8],
  [{ browser: 'Firefox', os: 'Linux', screen_resolution: '1920x1080' }, 6],
  [{ browser: 'Edge', os: 'Windows', screen_resolution: '1536x864' }, 8],
]);
const country = weighted<string>([
  ['US', 34],
  ['DE', 14],
  ['GB', 12],
  ['IN', 10],
  ['FR', 8],
  ['AU', 7],
  ['CH', 6],
  ['BR', 5],
  ['JP', 4],
]);

interface Visitor {
  readonly id: string;
  readonly browser: string;
  readonly os: string;
  readonly screen_resolution: string;
  readonly country: string;
}

/** A visitor and a moment: when the next page of a visit is due, or when a visit was over. */
interface At {
  readonly visitor: Visitor;
  readonly atMs: number;
}

/** Visits of a shop: a visitor comes, sees a page or some, leaves, and perhaps comes again. Nothing tells who it is. */
export const pageViews: GeneratorFactory = random => {
  let visitors = 0;
  /** Both in order of time. */
  const visits: (At & { readonly path: string })[] = [];
  const away: At[] = [];

  const comer = (timeMs: number): Visitor =>
    away.length > 0 && away[0]!.atMs <= timeMs - AWAY_MS && random() < RETURNING_SHARE
      ? away.shift()!.visitor
      : { id: anonymousId(visitors++), ...device(random), country: country(random) };

  const goOn = (visitor: Visitor, path: string, timeMs: number, leaveShare: number): void => {
    if (random() >= leaveShare) {
      const atMs = timeMs + Math.min(READING_MS_MAX, -READING_MS * Math.log(1 - random()));
      visits.splice(visits.findLastIndex(visit => visit.atMs <= atMs) + 1, 0, { visitor, path, atMs });
    } else if (away.length < AWAY_MAX) away.push({ visitor, atMs: timeMs });
  };

  return timeMs => {
    if (visits.length === VISITS_MAX || (visits.length > 0 && visits[0]!.atMs <= timeMs)) {
      const { visitor, path: seen } = visits.shift()!;
      const path = (nextPaths[seen] ?? afterProduct)(random);
      goOn(visitor, path, timeMs, LEAVE_SHARE);
      return viewOf(visitor, path, timeMs);
    }
    const visitor = comer(timeMs);
    const path = entryPath(random);
    goOn(visitor, path, timeMs, BOUNCE_SHARE);
    if (random() < CAMPAIGN_SHARE) return viewOf(visitor, `${path}?${campaign(random)}`, timeMs);
    const view = viewOf(visitor, path, timeMs);
    return random() < REFERRED_SHARE ? { ...view, referrer: referrer(random) } : view;
  };
};

function viewOf({ id, ...client }: Visitor, address: string, timeMs: number): Readonly<Record<string, unknown>> {
  return { anonymous_user_id: id, url: SITE + address, time: timeMs / 1000, ...client };
}
