import type { GeneratorFactory } from '../../pipelines/templates/generator';

/** Trades of so many symbols, spread evenly. */
export function tradesOf(symbols: number): GeneratorFactory {
  return random => timestamp => ({
    stockName: `S${Math.floor(random() * symbols)}`,
    tradeType: random() < 0.5 ? 'BUY' : 'SELL',
    price: Math.round(10_000 * random()) / 100,
    quantity: Math.ceil(random() * 500),
    timestamp,
  });
}
