import { anomaly, type AnomalyInput } from '../../../engine/definition/anomaly-values';
import { seriesCallOf } from '../../../engine/definition/series-values';
import { foundAt, type Point } from '../../../engine/series/series';

const HOUR_MS = 3_600_000;
/** A Monday in Zurich's summer; its clocks are two hours ahead, from 26 October on one. */
const MONDAY_MS = Date.parse('2025-09-01T00:00:00Z');

interface Judged {
  readonly startMs: number;
  readonly expected: number | null;
  readonly scale: number | null;
  readonly anomaly: number | null;
  readonly seasonal: number | null;
}

/** Hours from that Monday on, each with a value by its start. */
function judge(
  hours: number,
  valueOf: (startMs: number, hour: number) => number,
  input: Partial<AnomalyInput>,
): Judged[] {
  const options: AnomalyInput = { method: 'seasonal', windows: 700, quiet: 0, ...input };
  const call = seriesCallOf(anomaly('v', options).score);
  const points: Point[] = [];
  return Array.from({ length: hours }, (_, hour) => {
    const startMs = MONDAY_MS + hour * HOUR_MS;
    const point: Point = { step: hour, startMs, bar: [valueOf(startMs, hour)], state: null };
    points.push(point);
    const { values, state } = foundAt(call, points);
    point.state = state;
    const [expected, , upper, , found, seasonal] = values;
    return {
      startMs,
      expected: expected!,
      scale: expected === null ? null : (upper! - expected!) / 5,
      anomaly: found!,
      seasonal: seasonal!,
    };
  });
}

const hourOf = (startMs: number, aheadHours = 0): number => new Date(startMs + aheadHours * HOUR_MS).getUTCHours();
const isWeekend = (startMs: number): boolean => [0, 6].includes(new Date(startMs).getUTCDay());
const WEEK = 7 * 24;

describe('anomaly by the same time of earlier days', () => {
  test('expects what that hour had, which another hour has not', () => {
    const judged = judge(WEEK, startMs => hourOf(startMs) * 10, {});
    for (const { startMs, expected } of judged.slice(WEEK - 24 - 48, WEEK - 48))
      expect(expected).toBe(hourOf(startMs) * 10);
  });

  test('says nothing until three days have gone by', () => {
    const judged = judge(WEEK, startMs => hourOf(startMs), {});
    expect(judged.findIndex(({ expected }) => expected !== null)).toBe(3 * 24);
    expect(judged[71]).toMatchObject({ expected: null, scale: null, anomaly: null, seasonal: null });
  });

  test('a value of the morning in the evening is outside, though many windows have it', () => {
    const at = 4 * 24 + 20;
    const value = (startMs: number, hour: number) => (hour === at ? 60 : hourOf(startMs) * 10);
    const told = (method: AnomalyInput['method']) =>
      judge(WEEK, value, { method }).flatMap(({ anomaly: is }, hour) => (is === 1 ? [hour] : []));
    expect(told('seasonal')).toEqual([at]);
    expect(told('robust')).toEqual([]);
  });

  test('a weekend is held against weekends once there are three days of them, and days of the week against their own', () => {
    const judged = judge(3 * WEEK, startMs => (isWeekend(startMs) ? 5 : 50), {});
    const at = (week: number, day: number) => judged[week * WEEK + day * 24 + 12]!.expected;
    expect([at(0, 4), at(0, 5), at(1, 0), at(1, 5), at(1, 6), at(2, 5), at(2, 0)]).toEqual([50, 50, 50, 50, 5, 5, 50]);
  });

  test('from the fifth week on a weekday is held against its own', () => {
    const value = (startMs: number) => (new Date(startMs).getUTCDay() === 1 ? 9 : 1);
    const judged = judge(5 * WEEK, value, { windows: 1_000 });
    expect([judged[3 * WEEK]!.expected, judged[4 * WEEK]!.expected]).toEqual([1, 9]);
  });

  test('days are those of the time zone, also where its clocks were set back', () => {
    const untilMs = Date.parse('2025-10-26T01:00:00Z');
    const value = (startMs: number) => hourOf(startMs, startMs < untilMs ? 2 : 1);
    const hours = (untilMs - MONDAY_MS) / HOUR_MS + 48;
    const zurich = judge(hours, value, { timeZone: 'Europe/Zurich' });
    expect(zurich.slice(-24).map(({ expected }) => expected)).toEqual(
      zurich.slice(-24).map(({ startMs }) => value(startMs)),
    );
    const utc = judge(hours, value, {});
    expect(utc.at(-1)!.expected).toBe(value(utc.at(-1)!.startMs) + 1);
  });

  test('the scale is at least what all hours vary by from day to day, so that three alike days make no band of nothing', () => {
    const judged = judge(
      4 * 24,
      (startMs, hour) => hourOf(startMs) * 100 + (hourOf(startMs) === 12 ? 0 : hour % 7),
      {},
    );
    const noon = judged[3 * 24 + 12]!;
    expect(noon.expected).toBe(1_200);
    expect(noon.scale).toBeGreaterThan(1);
  });
});

describe('auto', () => {
  test('takes earlier days where they leave at most half of what the windows vary by, and says so', () => {
    const judged = judge(WEEK, (startMs, hour) => hourOf(startMs) * 10 + (hour % 5), { method: 'auto' });
    expect(new Set(judged.slice(72).map(({ seasonal }) => seasonal))).toEqual(new Set([1]));
    expect(judged[71]!.seasonal).toBe(0);
  });

  test('takes the extremes where days do not repeat', () => {
    const value = (_: number, hour: number) => (hour * 7_919) % 101;
    const judged = judge(WEEK, value, { method: 'auto' });
    expect(judged.slice(70)).toEqual(judge(WEEK, value, { method: 'extremes' }).slice(70));
    expect(new Set(judged.slice(70).map(({ seasonal }) => seasonal))).toEqual(new Set([0]));
  });
});
