import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../producer/random';
import { ysbSource } from '../../test/golden/ysb/stream';

export const WORKLOADS = ['trades', 'page-views', 'ysb'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** Partitions of the input, a file each: as many as the cores that the others get. */
export const FILES = 2;
const START_MS = Date.UTC(2026, 9, 1, 12);
/** Of event times behind the newest, ms: less than the 5 s of the watermark, so that nothing is late for anybody. */
const DISORDER_MS = 4_000;
const SYMBOLS = 100;
const PATHS = 500;
/** Last in each file, and left out of the comparison: its events move every watermark past the rest. */
export const CLOSING_KEY = 'ZZZ';
const CLOSING_AFTER_MS = 3_600_000;
const LINES_PER_WRITE = 2_000;

type LineAt = (timeMs: number, random: () => number, isLast: boolean) => object;

/** Where the table of the benchmark's ads stands, beside the folder of its events. */
export const adsOf = (folder: string): string => join(dirname(folder), 'ads.csv');

/**
 * Writes so many events as NDJSON, one ms of event time apart, each file one partition, and the table that they are looked up in.
 * The same count gives the same bytes.
 */
export async function writeInput(workload: Workload, events: number, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(1);
  const line = workload === 'trades' ? trade : workload === 'page-views' ? pageView : adEvents(adsOf(folder));
  const outs = Array.from({ length: FILES }, (_, file) => createWriteStream(join(folder, `part-${file}.json`)));
  for (let i = 0; i < events;) {
    const texts = outs.map(() => '');
    for (let n = 0; n < LINES_PER_WRITE && i < events; n++, i++) {
      const isLast = i >= events - FILES;
      const timeMs = START_MS + i + (isLast ? CLOSING_AFTER_MS : -Math.floor(random() * DISORDER_MS));
      texts[i % FILES] += `${JSON.stringify(line(timeMs, random, isLast))}\n`;
    }
    await Promise.all(outs.map((out, file) => out.write(texts[file]) || once(out, 'drain')));
  }
  await Promise.all(outs.map(out => (out.end(), once(out, 'close'))));
}

function trade(timestamp: number, random: () => number, isLast: boolean): object {
  const symbol = Math.floor(random() * SYMBOLS);
  return {
    stockName: isLast ? CLOSING_KEY : `S${symbol}`,
    tradeType: random() < 0.5 ? 'BUY' : 'SELL',
    price: Math.round(100 * (10 + symbol + 10 * random())) / 100,
    quantity: Math.ceil(random() * 500),
    timestamp,
  };
}

/** Events of the Yahoo Streaming Benchmark, at the load of 1,000 a second that it has by default. */
function adEvents(tablePath: string): LineAt {
  const { ads, eventAt } = ysbSource();
  writeFileSync(tablePath, `${ads}\n${CLOSING_KEY},${CLOSING_KEY}\n`);
  return (timeMs, _, isLast) => ({
    ...eventAt(timeMs),
    ...(isLast && { ad_id: CLOSING_KEY, event_type: 'view' }),
  });
}

function pageView(timeMs: number, random: () => number, isLast: boolean): object {
  const page = Math.floor(PATHS * random() ** 2);
  return {
    anonymous_user_id: Math.floor(random() * 1e9).toString(36),
    url: `https://www.example.com/${isLast ? CLOSING_KEY : `articles/${page}`}?utm_source=newsletter&utm_medium=email`,
    time: timeMs / 1000,
    browser: ['Chrome', 'Firefox', 'Safari', 'Edge'][Math.floor(random() * 4)],
    os: ['Windows', 'macOS', 'Linux', 'Android', 'iOS'][Math.floor(random() * 5)],
    screen_resolution: '1920x1080',
  };
}
