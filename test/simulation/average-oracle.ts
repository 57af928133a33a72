import type { MovingAverageQuery } from '../../engine/definition/pipeline';
import type { ExpectedResult } from './expected';
import { groupBy } from './oracle';

/** What is known of a query over another's windows where definitions have changed meanwhile. */
export interface AverageHistory {
  /** Whether the definition that runs in the end has computed this window, knowing what it found for the one before. */
  isSettled(window: ExpectedResult, before: ExpectedResult | undefined): boolean;
  /** What stands in the results for a window by that definition. */
  standing(window: ExpectedResult): Readonly<Record<string, unknown>> | undefined;
}

/** Deviations are compared to so many decimals: a batch computation rounds them otherwise. */
const DECIMALS = 9;

export interface AverageResults {
  readonly expected: readonly ExpectedResult[];
  /** Ids under which anything may stand: it is not known which definition has computed them, and when. */
  readonly unsettled: ReadonlySet<string>;
}

/**
 * What a query over another's closed windows finds: of each key, its windows in order, each with the latest values up to it.
 * Windows too far back are not looked at. An exponential average goes on from what stands for the window before.
 */
export function batchAverages(
  pipelineName: string,
  query: MovingAverageQuery,
  base: readonly ExpectedResult[],
  history: AverageHistory,
): Pick<AverageResults, 'expected'> & { readonly settled: readonly string[] } {
  const expected: ExpectedResult[] = [];
  const settled: string[] = [];
  const idOf = (id: string): string => id.replace(`${pipelineName}/${query.over}/`, `${pipelineName}/${query.name}/`);
  for (const windows of groupBy(base, ({ key }) => JSON.stringify(Object.values(key))).values()) {
    const sorted = windows
      .sort((a, b) => a.startMs - b.startMs)
      .map((result, i) => ({ ...result, isSettled: history.isSettled(result, windows[i - 1]) }));
    const averages = Object.entries(query.averages).map(([name, average]) =>
      averagesOf(query, average, sorted, i => (history.standing(sorted[i]!)?.[name] ?? null) as number | null),
    );
    sorted.forEach(({ isSettled, ...result }, i) => {
      const values = Object.fromEntries(Object.keys(query.averages).map((name, j) => [name, averages[j]![i]!]));
      const hasAny = Object.values(query.averages).some(({ kind }, j) => kind !== 'value' && averages[j]![i] !== null);
      if (!isSettled) return;
      settled.push(idOf(result.id));
      if (hasAny)
        expected.push({
          ...result,
          id: idOf(result.id),
          may: [values],
          names: new Set(Object.keys(values)),
          decimals: DECIMALS,
        });
    });
  }
  return { expected, settled };
}

type Windows = readonly (ExpectedResult & { readonly isSettled: boolean })[];

function averagesOf(
  { window }: MovingAverageQuery,
  { kind, of, n, k, line }: MovingAverageQuery['averages'][string],
  windows: Windows,
  standing: (i: number) => number | null,
): (number | null)[] {
  const values = windows.map(({ may }) => may[0]![of] as number);
  const averages: (number | null)[] = [];
  windows.forEach(({ startMs, isSettled }, i) => {
    const isNear = (other: number): boolean => other >= 0 && windows[other]!.startMs > startMs - 2 * n * window.slideMs;
    const latest = values.slice(Math.max(0, i - n + 1), i + 1);
    const mean = latest.length === n && isNear(i - n + 1) ? latest.reduce((a, b) => a + b, 0) / n : null;
    const before = isNear(i - 1) ? averages[i - 1]! : null;
    if (!isSettled) averages.push(standing(i));
    else if (kind === 'value') averages.push(values[i]!);
    else if (kind === 'ema' && before !== null) averages.push(before + (2 / (n + 1)) * (values[i]! - before));
    else if (kind === 'bollinger' && mean !== null) averages.push(mean + side(line!) * k! * deviation(latest, mean));
    else averages.push(mean);
  });
  return averages;
}

const side = (line: 'lower' | 'middle' | 'upper'): number => ({ lower: -1, middle: 0, upper: 1 })[line];

function deviation(values: readonly number[], mean: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
