import { Random } from '../../simulation/random';
import type { Sent } from '../run-golden';

const START_MS = Date.UTC(2025, 11, 31, 12);
const STEP_MS = 10;
const CAMPAIGNS = 100;
const ADS_OF_CAMPAIGN = 10;
const AD_TYPES = ['banner', 'modal', 'sponsored-search', 'mail', 'mobile'];
const EVENT_TYPES = ['view', 'click', 'purchase'];

export interface Ysb {
  readonly stream: readonly Sent[];
  /** The campaign of each ad, as a CSV file. */
  readonly ads: string;
}

export interface YsbEvent {
  readonly user_id: string;
  readonly page_id: string;
  readonly ad_id: string;
  readonly ad_type: string;
  readonly event_type: string;
  /** Ms since 1970. */
  readonly event_time: string;
  readonly ip_address: string;
}

/** Events of the Yahoo Streaming Benchmark, 100 a second of event time, which is text as there, and the table of its ads. */
export function ysb(count: number, seed = 'ysb'): Ysb {
  const { ads, eventAt } = ysbSource(seed);
  const stream = Array.from({ length: count }, (_, i): Sent => {
    const arrivalMs = START_MS + i * STEP_MS;
    return { json: JSON.stringify(eventAt(arrivalMs)), arrivalMs };
  });
  return { stream, ads };
}

/**
 * The benchmark's generator: its ads, and one event after the other
 * (https://github.com/yahoo/streaming-benchmarks/blob/master/data/src/setup/core.clj).
 */
export function ysbSource(seed = 'ysb'): Pick<Ysb, 'ads'> & { readonly eventAt: (timeMs: number) => YsbEvent } {
  const random = new Random(seed);
  const campaigns = Array.from({ length: CAMPAIGNS }, () => uuid(random));
  const ads = Array.from({ length: CAMPAIGNS * ADS_OF_CAMPAIGN }, () => uuid(random));
  const rows = ads.map((ad, i) => `${ad},${campaigns[Math.floor(i / ADS_OF_CAMPAIGN)]}`);
  const eventAt = (timeMs: number): YsbEvent => ({
    user_id: uuid(random),
    page_id: uuid(random),
    ad_id: random.pick(ads),
    ad_type: random.pick(AD_TYPES),
    event_type: random.pick(EVENT_TYPES),
    event_time: String(timeMs),
    ip_address: '1.2.3.4',
  });
  return { ads: ['ad_id,campaign_id', ...rows].join('\n'), eventAt };
}

function uuid(random: Random): string {
  const hex = (): string => random.uint32().toString(16).padStart(8, '0');
  const [a, b, c, d] = [hex(), hex(), hex(), hex()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
