import { zoneProblem } from '../time/time-zone';
import { auto } from './auto';
import { extremes } from './extremes';
import { type Method, scalesOff } from './expectation';
import { robust } from './robust';
import { seasonal } from './seasonal';
import { type AnomalyMethod, seriesFunction, windows } from './series-function';

const WINDOWS_MIN = 10;
const WINDOWS_MAX = 1_000;
const SCALES_MAX = 100;

const METHODS: Readonly<Record<AnomalyMethod, Method>> = { robust, seasonal, extremes, auto };
const NAMES: readonly unknown[] = Object.keys(METHODS);

/**
 * Whether a window's value is one that the windows before it let expect: `expected`; `lower` and `upper`, k scales below and
 * above it; `score`, d / (d + k) where the value is d scales off, so from 0 to 1 and 0.5 on the edge of the band; `anomaly`, 1
 * where it is outside and none of the `quiet` windows before was, otherwise 0. The value itself is in nothing that it is
 * judged by: within its own band of n values none could be more than sqrt(n - 1) deviations off. `seasonal` is 1 where earlier days
 * are what it is held against, so that of `auto` it says what that has chosen.
 */
export const anomaly = seriesFunction({
  kind: 'anomaly',
  inputs: ['of'],
  options: [
    { name: 'method', expected: `one of ${NAMES.join(', ')}`, fits: method => NAMES.includes(method) },
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
    {
      name: 'timeZone',
      expected: "a time zone such as 'Europe/Zurich', of method seasonal or auto",
      fits: (zone, { method }) => zone === undefined || ((method === 'seasonal' || method === 'auto') && isZone(zone)),
    },
  ],
  lines: ['expected', 'lower', 'upper', 'score', 'anomaly', 'seasonal'],
  lookBack: options => Math.max(WINDOWS_MIN, Math.ceil(options.windows! / 10)) + 1,
  most: options => options.windows! + 1,
  find(seen, state, options) {
    const judged = seen.at(-1)!;
    const k = options.k!;
    const found = METHODS[options.method!](seen.slice(0, -1), judged, options);
    const quiet = state?.[0] ?? 0;
    if (!found) return { values: UNKNOWN, state: [Math.max(0, quiet - 1)] };
    const { expected, scale, also = 0, isSeasonal } = found;
    const off = Math.max(scalesOff(judged.bar[0]!, found), also);
    const isOutside = off > k;
    const score = off === Infinity ? 1 : off / (off + k);
    const flag = isOutside && quiet === 0 ? 1 : 0;
    return {
      values: [expected, expected - k * scale, expected + k * scale, score, flag, isSeasonal ? 1 : 0],
      state: [isOutside ? options.quiet! : Math.max(0, quiet - 1)],
    };
  },
});

const UNKNOWN = [null, null, null, null, null, null];

const isZone = (zone: unknown): boolean => typeof zone === 'string' && zoneProblem(zone) === undefined;
