import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { adsOf, type Workload } from './input';

/**
 * A handler as one writes it by hand: JSON.parse, and every window of the event in a Map. It holds all windows in memory
 * and forgets them when it is killed: the cost to compare with, not the guarantees.
 */
interface Event {
  readonly stockName: string;
  readonly price: number;
  readonly timestamp: number;
  readonly url: string;
  readonly time: number;
  readonly ad_id: string;
  readonly event_type: string;
  readonly event_time: string;
}

interface Window {
  count: number;
  sum: number;
  minPrice: number;
  maxPrice: number;
}

async function run(workload: Workload, folder: string, sink: string): Promise<void> {
  const windows = new Map<string, Window>();
  const campaigns = workload === 'ysb' ? campaignsOf(adsOf(folder)) : new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      const event = JSON.parse(Buffer.from(Buffer.from(line).toString('base64'), 'base64').toString()) as Event;
      if (workload === 'ysb') {
        if (event.event_type !== 'view') continue;
        const timeMs = Number(event.event_time);
        add(windows, `${timeMs - (timeMs % 10_000)} ${campaigns.get(event.ad_id)}`, 0);
        continue;
      }
      const key = workload === 'trades' ? event.stockName : new URL(event.url).pathname;
      const timeMs = workload === 'trades' ? event.timestamp : Math.round(event.time * 1000);
      for (const start of [Math.floor(timeMs / 5_000) * 5_000 - 5_000, Math.floor(timeMs / 5_000) * 5_000])
        add(windows, `${start} ${key}`, event.price);
    }
  }
  const rows = [...windows].map(([id, { count, sum, minPrice, maxPrice }]) => {
    const [start, key] = id.split(' ') as [string, string];
    const prices = workload === 'trades' ? { avgPrice: sum / count, minPrice, maxPrice } : {};
    return JSON.stringify({ start: Number(start), key, ...prices, count });
  });
  writeFileSync(sink, rows.join('\n'));
}

function campaignsOf(path: string): ReadonlyMap<string, string> {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return new Map(lines.map(line => line.split(',') as [string, string]));
}

function add(windows: Map<string, Window>, id: string, price: number): void {
  const window = windows.get(id);
  if (!window) {
    windows.set(id, { count: 1, sum: price, minPrice: price, maxPrice: price });
    return;
  }
  window.count++;
  window.sum += price;
  if (price < window.minPrice) window.minPrice = price;
  if (price > window.maxPrice) window.maxPrice = price;
}

void run(process.argv[2] as Workload, process.argv[3]!, process.argv[4]!);
