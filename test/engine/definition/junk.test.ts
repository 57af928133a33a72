import fc from 'fast-check';
import {
  anomaly,
  approxDistinct,
  atr,
  avg,
  bollinger,
  count,
  definePipeline,
  epochMillis,
  hopping,
  macd,
  number,
  quantile,
  session,
  sma,
  stochastic,
  string,
  topK,
  tumbling,
  value,
} from '../../../engine/index';

const PRICES = { high: 'mean', low: 'mean', close: 'n' };

/** A right definition with every part there is. */
const right = {
  name: 'rooms',
  version: 2,
  event: {
    room: string(),
    price: number().optional(),
    at: epochMillis(),
    written: { kind: 'number', isOptional: true },
  },
  derive: { floor: (event: { room: string }) => event.room.slice(0, 1) },
  eventTime: 'at',
  partitionBy: 'room',
  watermark: { outOfOrderness: '5 seconds', idleTimeout: 30_000, maxFutureSkew: '1 minute' },
  late: { allowed: '1 hour' },
  dedupe: { by: 'room', within: '5 minutes' },
  commitEvery: '10 seconds',
  queries: {
    prices: {
      groupBy: ['room', 'floor'],
      window: tumbling('10 seconds', { offset: 1 }),
      select: { n: count(), mean: avg('price'), half: quantile('price', 0.5), rooms: approxDistinct('room') },
      emit: 'onUpdate',
    },
    hops: { window: hopping('10 seconds', '5 seconds'), select: { top: topK('room', 3) } },
    runs: { window: session('1 minute', { maxDuration: '1 hour' }), select: { n: count('price') } },
    trend: { over: 'prices', select: { n: value('n'), mean: sma('mean', 3), ...bollinger('mean', 3, 2) } },
    turns: {
      over: 'prices',
      select: { range: atr(PRICES, 3), ...stochastic(PRICES, 3, 2, 2), ...macd('mean', 2, 3, 2) },
    },
    odd: { over: 'prices', select: anomaly('mean', { method: 'robust', windows: 20, floor: 1, counts: true }) },
  },
};

type Path = readonly string[];

/** The places of all parts, the whole first. */
function placesOf(part: unknown, path: Path = []): Path[] {
  const below = typeof part === 'object' && part !== null ? Object.entries(part) : [];
  return [path, ...below.flatMap(([name, inner]) => placesOf(inner, [...path, name]))];
}

/** The same definition with another part in one place. */
function replaced(part: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  const copy = (Array.isArray(part) ? [...(part as unknown[])] : { ...(part as object) }) as Record<string, unknown>;
  Object.defineProperty(copy, name, { value: replaced(copy[name], rest, by), enumerable: true, configurable: true });
  return copy;
}

const place = fc.constantFrom(...placesOf(right));
const junk = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  }),
  fc.constantFrom(Symbol('s'), () => 1, class {}, NaN, -1, 1e308, '9'.repeat(400), '1 ms', new Proxy({}, {})),
  fc.constantFrom(...placesOf(right).map(path => path.reduce((part, name) => (part as never)[name], right as unknown))),
);
const names = fc.constantFrom('surplus', 'optional', '__proto__', 'constructor', 'kind', 'k', 'toString', 'x');

function thrownBy(definition: unknown): string {
  try {
    definePipeline(definition as never);
  } catch (error) {
    return (error as Error).name;
  }
  return 'DefinitionError';
}

test('the definition that junk is put into is right', () => {
  expect(() => definePipeline(right as never)).not.toThrow();
});

test('whatever stands in the place of a part, a definition is right or refused by lines', () => {
  fc.assert(
    fc.property(place, junk, (path, part) => {
      expect(thrownBy(replaced(right, path, part))).toBe('DefinitionError');
    }),
    { numRuns: 3_000 },
  );
});

test('whatever is added to a part, a definition is right or refused by lines', () => {
  const objects = placesOf(right).filter(path => {
    const part = path.reduce((inner, name) => (inner as never)[name], right as unknown);
    return typeof part === 'object' && part !== null;
  });
  fc.assert(
    fc.property(fc.constantFrom(...objects), names, junk, (path, name, part) => {
      expect(thrownBy(replaced(right, [...path, name], part))).toBe('DefinitionError');
    }),
    { numRuns: 2_000 },
  );
});
