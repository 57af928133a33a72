import { pageViews } from '../../../pipelines/templates/page-views';
import { seededRandom } from '../../../producer/random';
import type { Sent } from '../run-golden';

const FROM_MS = Date.UTC(2026, 2, 1);
const DAYS = 3;
const EVERY_MS = 60_000;
const LATE_MS_MAX = 50 * 60_000;

/** Three days of the synthetic views, one in twelve of which arrives up to 50 minutes late: after its visit has been reported. */
export function pageViewStream(): Sent[] {
  const random = seededRandom(7);
  const generate = pageViews(random);
  const sent: Sent[] = [];
  for (let at = FROM_MS; at < FROM_MS + DAYS * 86_400_000; at += EVERY_MS) {
    const lateMs = random() < 1 / 12 ? random() * LATE_MS_MAX : 0;
    sent.push({ json: JSON.stringify(generate(at)), arrivalMs: at + Math.floor(lateMs) });
  }
  return sent.sort((a, b) => a.arrivalMs - b.arrivalMs);
}
