import { Random } from '../../simulation/random';
import type { Sent } from '../run-golden';

const START_MS = Date.UTC(2025, 11, 31, 12);
const STEP_MS = 10;
const CAMPAIGNS = 100;
const ADS_OF_CAMPAIGN = 10;
const AD_TYPES = ['banner', 'modal', 'sponsored-search', 'mail', 'mobile'];
const EVENT_TYPES = ['view', 'click', 'purchase'];

/**
 * Events of the Yahoo Streaming Benchmark, 100 a second of event time, which is text as there. The campaign of the ad is in the
 * event, where the benchmark looks it up.
 */
export function ysbStream(count: number, seed = 'ysb'): Sent[] {
  const random = new Random(seed);
  const campaigns = Array.from({ length: CAMPAIGNS }, () => uuid(random));
  const ads = Array.from({ length: CAMPAIGNS * ADS_OF_CAMPAIGN }, () => uuid(random));
  return Array.from({ length: count }, (_, i): Sent => {
    const ad = random.int(0, ads.length - 1);
    const arrivalMs = START_MS + i * STEP_MS;
    const event = {
      user_id: uuid(random),
      page_id: uuid(random),
      ad_id: ads[ad],
      campaign_id: campaigns[Math.floor(ad / ADS_OF_CAMPAIGN)],
      ad_type: random.pick(AD_TYPES),
      event_type: random.pick(EVENT_TYPES),
      event_time: String(arrivalMs),
      ip_address: '1.2.3.4',
    };
    return { json: JSON.stringify(event), arrivalMs };
  });
}

function uuid(random: Random): string {
  const hex = (): string => random.uint32().toString(16).padStart(8, '0');
  const [a, b, c, d] = [hex(), hex(), hex(), hex()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
