import type { QueryDescription, ValueDescription } from '../api/contract';
import type { ChartDescription } from '../api/dashboard';
import type { Point } from './ring';

/** How a value is drawn. */
export type Look =
  'raw' | 'sma' | 'ema' | 'lower' | 'upper' | 'low' | 'high' | 'open' | 'close' | 'volume' | 'count' | 'line';

export interface Plan {
  /** The value's place in a point. */
  readonly at: number;
  readonly name: string;
  readonly look: Look;
}

/** Where the two lines of a band are among the plans. */
export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/** The parts of a bar: where a query has the lowest and the highest value. */
const BARS = {
  min: 'low',
  max: 'high',
  first: 'open',
  firstWithNulls: 'open',
  last: 'close',
  lastWithNulls: 'close',
} as const;
/** What is one of the values of a window, or their mean. */
const RAW: ReadonlySet<string> = new Set(['value', 'last', 'lastWithNulls', 'avg']);

/** What a chart of several keys together draws: what adds up. */
export const planOfSums = ({ values }: Pick<QueryDescription, 'values'>): readonly Plan[] =>
  values.flatMap(({ name, isAdditive, isCount }, at) =>
    isAdditive ? [{ at, name, look: isCount ? 'count' : 'line' } as const] : [],
  );

/** What a dashboard's chart draws: the values that it names, in its order, or those of the query. */
export function planAs(
  query: Pick<QueryDescription, 'values'>,
  chart: ChartDescription,
  isTogether: boolean,
): readonly Plan[] {
  const { values: names, kind } = chart;
  const usual = isTogether ? planOfSums(query) : planOf(query);
  const possible = query.values.flatMap((value, at) =>
    value.type === 'number' && (!isTogether || value.isAdditive)
      ? [{ at, name: value.name, look: lookOf(value, false) }]
      : [],
  );
  const plans = names ? names.flatMap(name => [...usual, ...possible].find(plan => plan.name === name) ?? []) : usual;
  if (kind !== 'line') return plans;
  return plans.map(plan => ({ ...plan, look: lineOf(lookOf(query.values[plan.at]!, false)) }));
}

/** Lines are drawn as such, not as the points of the windows. */
const lineOf = (look: Look): Look => (look === 'raw' ? 'line' : look);

/** What a query's chart draws of its numbers: raw values as points, averages and bands as lines, extremes as bars, and below them what was moved. */
export function planOf({ values }: Pick<QueryDescription, 'values'>): readonly Plan[] {
  const hasNumber = (kind: string): boolean =>
    values.some(({ aggregate, type }) => aggregate === kind && type === 'number');
  const hasRange = hasNumber('min') && hasNumber('max');
  return values.flatMap((value, at) => {
    if (value.type !== 'number' || (hasRange && value.isCount)) return [];
    if (value.line === 'middle' && values.some(other => isMiddleOf(value, other))) return [];
    return [{ at, name: value.name, look: lookOf(value, hasRange) }];
  });
}

/** A band's middle is the simple moving average of as many windows, but for one of the windows before. */
const isMiddleOf = (band: ValueDescription, { aggregate, of, n }: ValueDescription): boolean =>
  aggregate === 'sma' && of === band.of && n === band.n && !band.before;

function lookOf({ aggregate, line, isCount, isAdditive }: ValueDescription, hasRange: boolean): Look {
  if (aggregate === 'sma' || aggregate === 'ema') return aggregate;
  if (line === 'lower' || line === 'upper') return line;
  if (hasRange && aggregate in BARS) return BARS[aggregate as keyof typeof BARS];
  if (hasRange && isAdditive) return 'volume';
  if (RAW.has(aggregate)) return 'raw';
  return isCount ? 'count' : 'line';
}

/** Functions along windows that have the unit of what they are taken over; each of the others has a chart of its own. */
const IN_ITS_UNIT: ReadonlySet<string> = new Set(['value', 'lag', 'sma', 'ema', 'bollinger', 'anomaly']);
/** But for these lines. */
const WITHOUT_UNIT: ReadonlySet<string | undefined> = new Set(['score', 'anomaly']);

/** Plans by the chart they belong to: those of one unit together, each other function along windows apart. */
export function chartsOf({ values }: Pick<QueryDescription, 'values'>, plans: readonly Plan[]): readonly Plan[][] {
  const charts = new Map<string, Plan[]>();
  for (const plan of plans) {
    const { aggregate, of, close, line } = values[plan.at]!;
    const isInItsUnit = IN_ITS_UNIT.has(aggregate) && !WITHOUT_UNIT.has(line);
    const isApart = (of !== undefined || close !== undefined) && !isInItsUnit;
    const chart = isApart ? aggregate : '';
    charts.set(chart, [...(charts.get(chart) ?? []), plan]);
  }
  return [...charts.values()];
}

/** The bands of a query: lines of one average, as many windows and deviations. */
export function bandsOf({ values }: Pick<QueryDescription, 'values'>, plans: readonly Plan[]): readonly Band[] {
  return plans.flatMap(({ at, look }, lower) => {
    if (look !== 'lower') return [];
    const { of, n, k, before } = values[at]!;
    const upper = plans.findIndex(plan => {
      const other = values[plan.at]!;
      return plan.look === 'upper' && other.of === of && other.n === n && other.k === k && other.before === before;
    });
    return upper < 0 ? [] : [{ lower, upper }];
  });
}

/** Columns for the chart: seconds, then one column a value. A gap between windows breaks a line. */
export function columnsOf(points: readonly Point[], plans: readonly Plan[], gapMs: number): (number | null)[][] {
  const columns: (number | null)[][] = [[], ...plans.map(() => [])];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before && point.startMs - before.startMs > gapMs) {
      columns[0]!.push((before.startMs + gapMs) / 1_000);
      plans.forEach((_, p) => columns[p + 1]!.push(null));
    }
    columns[0]!.push(point.startMs / 1_000);
    plans.forEach(({ at }, p) => columns[p + 1]!.push(point.values[at] ?? null));
  });
  return columns;
}
