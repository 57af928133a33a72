import { type GeneratorFactory, type Random, weighted } from './generator';

interface Stock {
  readonly name: string;
  readonly basePrice: number;
}

const STOCKS: readonly (readonly [Stock, weight: number])[] = [
  [{ name: 'AGL', basePrice: 10.4 }, 8],
  [{ name: 'AMC', basePrice: 14.9 }, 8],
  [{ name: 'AMP', basePrice: 1.6 }, 5],
  [{ name: 'ANZ', basePrice: 34.2 }, 12],
  [{ name: 'BHP', basePrice: 42.8 }, 16],
  [{ name: 'CBA', basePrice: 158.6 }, 14],
  [{ name: 'CSL', basePrice: 212.5 }, 9],
  [{ name: 'NAB', basePrice: 41.7 }, 10],
  [{ name: 'RIO', basePrice: 128.3 }, 9],
  [{ name: 'TLS', basePrice: 4.8 }, 7],
  [{ name: 'WBC', basePrice: 37.9 }, 10],
  [{ name: 'WOW', basePrice: 29.5 }, 6],
];

/** Standard deviation of a trade's relative change of price. */
const VOLATILITY = 0.000_8;
/** How strongly the price is drawn back to its base by each trade, so that it stays in sight of it. */
const REVERSION = 0.000_5;

const stock = weighted(STOCKS);

/** Trades of a dozen symbols; each price walks at random (a geometric walk drawn back to its base). */
export const trades: GeneratorFactory = random => {
  const logOffsets = new Map<string, number>();
  return eventTimeMs => {
    const { name, basePrice } = stock(random);
    const logOffset = (logOffsets.get(name) ?? 0) * (1 - REVERSION) + VOLATILITY * gaussian(random);
    logOffsets.set(name, logOffset);
    return {
      stockName: name,
      tradeType: random() < 0.5 ? 'BUY' : 'SELL',
      price: Math.max(0.01, Math.round(basePrice * Math.exp(logOffset) * 100) / 100),
      quantity: Math.max(1, Math.round(100 * Math.exp(gaussian(random)))),
      timestamp: eventTimeMs,
      eventTimeReadable: new Date(eventTimeMs).toISOString(),
    };
  };
};

/** A standard normal number, by the Box-Muller transform. */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
