import { writeFileSync } from 'node:fs';
import { seededRandom } from '../../producer/random';

const START_MS = Date.UTC(2026, 9, 1, 12);
const MS_BETWEEN = 10;
const SYMBOLS = 40;
/** Less than the watermark waits for (5 s), so that no event is late whatever is committed when. */
const DISORDER_MS = 4_000;
const BROKEN_SHARE = 0.01;

/** Trades of a seed, a few of them with a price that is none, as NDJSON lines. */
function trades(seed: number, events: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: events }, (_, i) =>
    JSON.stringify({
      stockName: `S${Math.floor(SYMBOLS * random() ** 2)}`,
      tradeType: random() < 0.5 ? 'BUY' : 'SELL',
      price: random() < BROKEN_SHARE ? 'none' : Math.round(10_000 * random()) / 100,
      quantity: Math.ceil(500 * random()),
      timestamp: START_MS + i * MS_BETWEEN - Math.floor(DISORDER_MS * random()),
    }),
  );
}

export function writeTrades(path: string, seed: number, events: number): void {
  writeFileSync(path, `${trades(seed, events).join('\n')}\n`);
}
