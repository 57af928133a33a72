import type { SeriesQuery } from '../../engine/definition/pipeline';
import type { ExpectedResult } from './expected';
import { groupBy, startBefore } from './oracle';
import type { ResultRowRead } from './read-state';

/** What is known of a query over another's windows where definitions have changed meanwhile. */
export interface AverageHistory {
  /** Whether the definition that runs in the end has computed this window, knowing what it found for the one before. */
  isSettled(window: ExpectedResult, before: ExpectedResult | undefined): boolean;
  /** What stands in the results for a window by that definition. */
  standing(window: ExpectedResult): Pick<ResultRowRead, 'values' | 'carried'> | undefined;
}

/** A batch computation rounds otherwise; values differ by no more. */
const WITHIN = 1e-9;

/**
 * What a query over another's closed windows finds: of each key, its windows in order, each with the latest values up to it.
 * Windows too far back are not looked at. What goes on from the window before does so from what stands for it.
 */
export function batchAverages(
  pipelineName: string,
  query: SeriesQuery,
  base: readonly ExpectedResult[],
  history: AverageHistory,
): { readonly expected: readonly ExpectedResult[]; readonly settled: readonly string[] } {
  const expected: ExpectedResult[] = [];
  const settled: string[] = [];
  const idOf = (id: string): string => id.replace(`${pipelineName}/${query.over}/`, `${pipelineName}/${query.name}/`);
  for (const windows of groupBy(base, ({ key }) => JSON.stringify(Object.values(key))).values()) {
    const sorted = windows
      .sort((a, b) => a.startMs - b.startMs)
      .map((result, i) => ({ ...result, isSettled: history.isSettled(result, windows[i - 1]) }));
    const averages = Object.entries(query.series).map(([name, average]) =>
      found(query, average, sorted, i => standingOf(average, history.standing(sorted[i]!), name)).map(
        ({ value }) => value,
      ),
    );
    sorted.forEach(({ isSettled, ...result }, i) => {
      const values = Object.fromEntries(Object.keys(query.series).map((name, j) => [name, averages[j]![i]!]));
      const hasAny = Object.values(query.series).some(({ kind }, j) => kind !== 'value' && averages[j]![i] !== null);
      if (!isSettled) return;
      settled.push(idOf(result.id));
      if (hasAny)
        expected.push({
          ...result,
          id: idOf(result.id),
          may: [values],
          names: new Set(Object.keys(values)),
          within: WITHIN,
        });
    });
  }
  return { expected, settled };
}

type Windows = readonly (ExpectedResult & { readonly isSettled: boolean })[];
type Selected = SeriesQuery['series'][string];

/** What is found in a window, and what the next one goes on from. */
interface Found {
  readonly value: number | null;
  readonly state: readonly number[] | null;
}

function found({ window }: SeriesQuery, selected: Selected, windows: Windows, standing: (i: number) => Found): Found[] {
  const values = windows.map(({ may }) => may[0]![selected.of ?? selected.close!] as number);
  const { count, begin, next } = RULES[selected.kind]!({ ...selected, n: selected.n! });
  const all: Found[] = [];
  windows.forEach(({ startMs, isSettled }, i) => {
    const farMs = startBefore(window, startMs, 2 * count);
    const isNear = (j: number): boolean => j >= 0 && windows[j]!.startMs > farMs;
    const before = isNear(i - 1) ? all[i - 1]!.state : null;
    if (!isSettled) all.push(standing(i));
    else if (next && before) all.push(next(before, values[i - 1]!, values[i]!));
    else if (isNear(i - count + 1)) all.push(begin(values.slice(i - count + 1, i + 1)));
    else all.push({ value: null, state: null });
  });
  return all;
}

/** The only value of the query that carries what it does not show is an RSI. */
function standingOf({ kind }: Selected, row: ReturnType<AverageHistory['standing']>, name: string): Found {
  const value = (row?.values[name] ?? null) as number | null;
  return { value, state: kind === 'rsi' ? (row?.carried[0] ?? null) : value === null ? null : [value] };
}

/** How many windows a value takes, what they give, and what goes on from the window before. */
interface Rules {
  readonly count: number;
  readonly begin: (values: readonly number[]) => Found;
  readonly next?: (state: readonly number[], before: number, value: number) => Found;
}

const RULES: Partial<Record<Selected['kind'], (selected: Selected & { readonly n: number }) => Rules>> = {
  value: () => ({ count: 1, begin: ([value]) => own(value!) }),
  lag: ({ n }) => ({ count: n + 1, begin: ([first]) => own(first!) }),
  sma: ({ n }) => ({ count: n, begin: values => own(mean(values)) }),
  ema: ({ n }) => ({
    count: n,
    begin: values => own(mean(values)),
    next: ([average], _, value) => own(average! + (2 / (n + 1)) * (value - average!)),
  }),
  bollinger: ({ n, k, line, before }) => {
    const side = { lower: -1, middle: 0, upper: 1 }[line as 'lower'];
    const band = (values: readonly number[]): Found => own(mean(values) + side * k! * deviation(values, mean(values)));
    return before ? { count: n + 1, begin: values => band(values.slice(0, -1)) } : { count: n, begin: band };
  },
  atr: ({ n }) => ({
    count: n + 1,
    begin: values => own(mean(steps(values).map(Math.abs))),
    next: ([range], last, value) => own(range! + (Math.abs(value - last) - range!) / n),
  }),
  rsi: ({ n }) => ({
    count: n + 1,
    begin: values => strength(mean(steps(values).map(up)), mean(steps(values).map(step => up(-step)))),
    next: ([gain, loss], last, value) =>
      strength(gain! + (up(value - last) - gain!) / n, loss! + (up(last - value) - loss!) / n),
  }),
};

const own = (value: number): Found => ({ value, state: [value] });
const strength = (gain: number, loss: number): Found =>
  gain + loss === 0 ? { value: null, state: null } : { value: (100 * gain) / (gain + loss), state: [gain, loss] };
const steps = (values: readonly number[]): number[] => values.slice(1).map((value, i) => value - values[i]!);
const up = (step: number): number => Math.max(step, 0);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function deviation(values: readonly number[], mean: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
