import { type Expectation, robust } from './robust';
import { type AnomalyMethod, type Seen, seriesFunction, type SeriesOptions, windows } from './series-function';

const WINDOWS_MIN = 10;
const WINDOWS_MAX = 1_000;
const SCALES_MAX = 100;

/** What the windows before let expect of the judged one, by method. */
const EXPECTED: Readonly<
  Record<AnomalyMethod, (before: readonly Seen[], judged: Seen, options: SeriesOptions) => Expectation>
> = {
  robust: before => robust(before.map(({ bar }) => bar[0]!)),
};
const METHODS: readonly unknown[] = Object.keys(EXPECTED);

/**
 * Whether a window's value is one that the windows before it let expect: `expected`; `lower` and `upper`, k scales below and
 * above it; `score`, d / (d + k) where the value is d scales off, so from 0 to 1 and 0.5 on the edge of the band; `anomaly`, 1
 * where it is outside and none of the `quiet` windows before was, otherwise 0. The value itself is in nothing that it is
 * judged by: within its own band of n values none could be more than sqrt(n - 1) deviations off.
 */
export const anomaly = seriesFunction({
  kind: 'anomaly',
  inputs: ['of'],
  options: [
    { name: 'method', expected: `one of ${METHODS.join(', ')}`, fits: method => METHODS.includes(method) },
    windows('windows', WINDOWS_MIN, WINDOWS_MAX),
    {
      name: 'k',
      expected: `from 0.1 to ${SCALES_MAX}`,
      fits: k => typeof k === 'number' && k >= 0.1 && k <= SCALES_MAX,
    },
    {
      name: 'floor',
      expected: 'a number from 0 or absent',
      fits: floor => floor === undefined || (Number.isFinite(floor) && (floor as number) >= 0),
    },
    { name: 'counts', expected: 'true or absent', fits: counts => counts === undefined || counts === true },
    windows('quiet', 0, WINDOWS_MAX),
  ],
  lines: ['expected', 'lower', 'upper', 'score', 'anomaly'],
  lookBack: options => Math.max(WINDOWS_MIN, Math.ceil(options.windows! / 10)) + 1,
  most: options => options.windows! + 1,
  find(seen, state, options) {
    const judged = seen.at(-1)!;
    const { expected, scale: found } = EXPECTED[options.method!](seen.slice(0, -1), judged, options);
    const scale = Math.max(found, floorOf(expected, options));
    const off = Math.abs(judged.bar[0]! - expected);
    const width = options.k! * scale;
    const isOutside = off > width;
    const quiet = state?.[0] ?? 0;
    return {
      values: [expected, expected - width, expected + width, scoreOf(off, width), isOutside && quiet === 0 ? 1 : 0],
      state: [isOutside ? options.quiet! : Math.max(0, quiet - 1)],
    };
  },
});

const scoreOf = (off: number, width: number): number => (off === 0 ? 0 : off / (off + width));

/** Counts of independent events vary by the square root of their mean, and of few by one. */
const floorOf = (expected: number, { floor = 0, counts }: SeriesOptions): number =>
  Math.max(floor, counts ? Math.sqrt(Math.max(1, expected)) : 0);
