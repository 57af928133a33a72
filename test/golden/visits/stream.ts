import { seededRandom } from '../../../producer/random';
import type { Sent } from '../run-golden';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const FROM_MS = Date.UTC(2026, 2, 1);
const DAYS = 31;
const VISITORS = 180;
const PATHS = ['/', '/docs', '/blog', '/price', '/cart', '/paid', '/about'];
const REFERRERS = [
  undefined,
  'https://search.example/?q=windows',
  'https://news.example/item',
  'https://find.example/',
];
const MEDIUMS = [undefined, undefined, undefined, 'cpc', 'email'];

/**
 * A month of page views, the clocks of Europe put forward within it. Pauses within a visit come up to the gap of half an hour and past
 * it; one view in twelve arrives up to 100 minutes late, so that sessions are prolonged and joined that have been reported.
 */
export function visitsStream(): Sent[] {
  const random = seededRandom(7);
  const int = (below: number): number => Math.floor(random() * below);
  const pick = <T>(all: readonly T[]): T => all[int(all.length)]!;
  const sent: Sent[] = [];
  for (let v = 0; v < VISITORS; v++) {
    const visitor = `v${v}`;
    const mobile = random() < 0.4;
    // No two views of a visitor fall onto one millisecond.
    for (let at = FROM_MS + int(3 * DAY_MS); at < FROM_MS + DAYS * DAY_MS; at += int(2.5 * DAY_MS) + 1) {
      const referrer = pick(REFERRERS);
      const medium = pick(MEDIUMS);
      for (let views = 1 + int(int(9) + 1); views > 0; views--) {
        const event = { visitor, path: pick(PATHS), referrer, medium, mobile, ts: at };
        const lateMs = random() < 1 / 12 ? int(100 * MINUTE_MS) : int(2_000);
        sent.push({ json: JSON.stringify(event), arrivalMs: at + lateMs });
        const pause = random();
        at += pause < 0.05 ? 30 * MINUTE_MS + int(3) - 1 : 1 + int(pause < 0.9 ? 10 * MINUTE_MS : 40 * MINUTE_MS);
      }
    }
  }
  return sent.sort((a, b) => a.arrivalMs - b.arrivalMs);
}
