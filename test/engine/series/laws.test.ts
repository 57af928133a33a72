import fc from 'fast-check';
import { anomaly } from '../../../engine/definition/anomaly-values';
import {
  atr,
  bollinger,
  change,
  changePercent,
  ema,
  lag,
  macd,
  percentRank,
  rsi,
  seriesCallOf,
  type SeriesValue,
  sma,
  stochastic,
  value,
} from '../../../engine/definition/series-values';
import { seriesFunctions } from '../../../engine/series/index';
import { spanOf } from '../../../engine/series/series';
import { follow, type Window } from './support';

const PRICES = { high: 'h', low: 'l', close: 'c' };
/** Whether values grow with the prices, or are the same in every currency, by line where they differ; and from where to where they are. */
type Law = readonly [scale: Scale | readonly Scale[], least?: number, most?: number];
type Scale = 'prices' | 'none';
const CASES: readonly (readonly [SeriesValue, Law])[] = [
  [value('c'), ['prices']],
  [lag('c', 3), ['prices']],
  [change('c', 2), ['prices']],
  [changePercent('c', 2), ['none']],
  [percentRank('c', 4), ['none', 0, 1]],
  [sma('c', 3), ['prices']],
  [ema('c', 3), ['prices']],
  [bollinger('c', 4, 2).lower, ['prices']],
  [bollinger('c', 3, 1, { before: true }).upper, ['prices']],
  [rsi('c', 3), ['none', 0, 100]],
  [macd('c', 2, 4, 3).signal, ['prices']],
  [atr(PRICES, 3), ['prices', 0]],
  [stochastic(PRICES, 3, 2, 2).slowD, ['none', 0, 100]],
  [
    anomaly('c', { method: 'robust', windows: 10, quiet: 3 }).score,
    [['prices', 'prices', 'prices', 'none', 'none', 'none']],
  ],
];

/** Multiples of 1/64, the sums and differences of which are exact. */
const price = fc.integer({ min: -640, max: 6_400 }).map(n => n / 64);
const bar = fc.tuple(price, price, price).map(prices => {
  const [low, close, high] = prices.sort((a, b) => a - b);
  return [high!, low!, close!];
});

describe.each(CASES.map(each => [`${each[0].kind} ${each[0].line ?? ''}`.trim(), ...each] as const))(
  '%s',
  (_, selected, [scale, least = -Infinity, most = Infinity]) => {
    const call = seriesCallOf(selected);
    const window: fc.Arbitrary<Window & {}> = call.fn.inputs.length === 1 ? price : bar;
    const series = fc.array(window, { maxLength: 40, size: 'max' });
    const span = spanOf(call);

    test('has its first value where it has looked back as far as it must', () => {
      fc.assert(
        fc.property(series, windows => {
          const { values } = follow(selected, windows);
          for (const each of values.slice(0, call.fn.lookBack(call.options) - 1))
            expect(new Set(each)).toEqual(new Set([null]));
        }),
      );
    });

    test('goes on from what was stored, in any window, as if it had never stopped', () => {
      fc.assert(
        fc.property(series, fc.nat(40), (windows, cut) => {
          const whole = follow(selected, windows);
          const { points } = follow(selected, windows.slice(0, cut));
          const reread = JSON.parse(JSON.stringify(points.slice(-span))) as typeof points;
          const steps = [...windows.keys()].slice(cut);
          expect(follow(selected, windows.slice(cut), steps, reread).values).toEqual(whole.values.slice(cut));
        }),
      );
    });

    test('looks at nothing before its span and at nothing after a window', () => {
      fc.assert(
        fc.property(series, series, series, (before, windows, after) => {
          const first = before.length + span;
          const steps = [
            ...before.keys(),
            ...windows.map((_, i) => first + i),
            ...after.map((_, i) => first + windows.length + i),
          ];
          const { values } = follow(selected, [...before, ...windows, ...after], steps);
          expect(values.slice(before.length, before.length + windows.length)).toEqual(follow(selected, windows).values);
        }),
      );
    });

    test('passes over a window without a value', () => {
      fc.assert(
        fc.property(series, fc.nat(40), (windows, at) => {
          const more = [...windows.slice(0, at), null, ...windows.slice(at)];
          const found = follow(selected, more).values;
          expect(new Set(found[Math.min(at, windows.length)])).toEqual(new Set([null]));
          expect(found.filter((_, i) => more[i] !== null)).toEqual(follow(selected, windows).values);
        }),
      );
    });

    test('is the same in every currency, or grows with the prices', () => {
      fc.assert(
        fc.property(series, fc.constantFrom(0.25, 2, 1024), (windows, factor) => {
          const scaled = windows.map(each =>
            typeof each === 'number' ? each * factor : each.map(part => part * factor),
          );
          const expected = follow(selected, windows).values.map(values =>
            values.map((each, line) => {
              const isPrice = (Array.isArray(scale) ? scale[line] : scale) === 'prices';
              return each === null || !isPrice ? each : each * factor;
            }),
          );
          expect(follow(selected, scaled).values).toEqual(expected);
        }),
      );
    });

    test('is within its range', () => {
      fc.assert(
        fc.property(series, windows => {
          for (const each of follow(selected, windows).values.flat()) {
            if (each === null) continue;
            expect(each).toBeGreaterThanOrEqual(least);
            expect(each).toBeLessThanOrEqual(most);
          }
        }),
      );
    });
  },
);

test('every function is held to the laws', () => {
  expect([...new Set(CASES.map(([{ kind }]) => kind))].sort()).toEqual(seriesFunctions.map(({ kind }) => kind).sort());
});

test('lines of a band and of a MACD stand to each other as they must', () => {
  fc.assert(
    fc.property(fc.array(price, { maxLength: 30 }), windows => {
      for (const [lower, middle, upper] of follow(bollinger('c', 3, 2).lower, windows).values) {
        if (middle === null) continue;
        expect([lower, middle, upper]).toEqual([lower, middle, upper].sort((a, b) => a! - b!));
      }
      for (const [line, signal, histogram] of follow(macd('c', 2, 4, 3).macd, windows).values)
        expect(histogram).toBe(line === null ? null : line! - signal!);
    }),
  );
});

test('a mean lies between the smallest and the largest of its windows, the band of the windows before is theirs', () => {
  fc.assert(
    fc.property(fc.array(price, { minLength: 4, maxLength: 4 }), windows => {
      const mean = follow(sma('c', 4), windows).values.at(-1)![0]!;
      expect(mean).toBeGreaterThanOrEqual(Math.min(...windows));
      expect(mean).toBeLessThanOrEqual(Math.max(...windows));
      const judged = follow(bollinger('c', 3, 2, { before: true }).lower, windows).values.at(-1);
      expect(judged).toEqual(follow(bollinger('c', 3, 2).lower, windows.slice(0, 3)).values.at(-1));
    }),
  );
});
