import { anonymousId, type GeneratorFactory, type Random, weighted } from '../pipelines/templates/generator';

/** Visitors; the most faithful come by far the most often. */
const VISITORS = 5_000;
/** Share of views that arrive by a tagged link. */
const CAMPAIGN_SHARE = 0.35;
const SITE = 'https://www.example.com';

const path = weighted<string>([
  ['/home', 30],
  ['/products', 18],
  ['/products/lamp', 9],
  ['/products/chair', 8],
  ['/products/desk', 6],
  ['/cart', 7],
  ['/checkout', 3],
  ['/blog', 8],
  ['/blog/how-we-work', 4],
  ['/about', 4],
  ['/contact', 3],
]);
const campaign = weighted<string>([
  ['utm_source=google&utm_medium=cpc&utm_campaign=autumn', 40],
  ['utm_source=newsletter&utm_medium=email&utm_campaign=weekly', 25],
  ['utm_source=facebook&utm_medium=social&utm_campaign=autumn', 20],
  ['utm_source=partner&utm_medium=referral&utm_campaign=launch', 15],
]);
const device = weighted<readonly [browser: string, os: string, resolution: string]>(
  [
    ['Chrome', 'Windows', '1920x1080'],
    ['Chrome', 'Android', '412x915'],
    ['Safari', 'iOS', '390x844'],
    ['Safari', 'macOS', '1440x900'],
    ['Firefox', 'Linux', '1920x1080'],
    ['Edge', 'Windows', '1536x864'],
  ].map(([browser, os, resolution], i) => [[browser!, os!, resolution!], [34, 24, 20, 8, 6, 8][i]!]),
);

/** Views of a shop, each of any visitor and page: the same ones from version to version, so that times can be compared. */
export const randomViews: GeneratorFactory = random => {
  const devices = Array.from({ length: VISITORS }, () => device(random));
  return eventTimeMs => {
    const visitor = skewed(random, VISITORS);
    const [browser, os, screenResolution] = devices[visitor]!;
    const query = random() < CAMPAIGN_SHARE ? `?${campaign(random)}` : '';
    return {
      anonymous_user_id: anonymousId(visitor),
      url: `${SITE}${path(random)}${query}`,
      time: eventTimeMs / 1000,
      browser,
      os,
      screen_resolution: screenResolution,
    };
  };
};

/** A rank from 0 to below `count` by Zipf's law (rank r in proportion to 1/(r + 1), continuous approximation). */
function skewed(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor((count + 1) ** random() - 1));
}
