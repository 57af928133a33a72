import type { MovingAverageQuery } from '../../engine/definition/pipeline';
import { type ExpectedResult, groupBy } from './oracle';

/**
 * What a query over another's closed windows finds: of each key, its windows in order, each with the latest values up to it.
 * Windows too far back are not looked at.
 */
export function batchAverages(
  pipelineName: string,
  query: MovingAverageQuery,
  base: readonly ExpectedResult[],
): ExpectedResult[] {
  return [...groupBy(base, ({ key }) => JSON.stringify(Object.values(key))).values()].flatMap(windows => {
    const sorted = windows.sort((a, b) => a.startMs - b.startMs);
    const averages = Object.values(query.select).map(average => averagesOf(query, average, sorted));
    return sorted.flatMap((result, i) => {
      const values = Object.fromEntries(Object.keys(query.select).map((name, j) => [name, averages[j]![i]!]));
      const hasAny = Object.values(query.select).some(({ kind }, j) => kind !== 'value' && averages[j]![i] !== null);
      const id = result.id.replace(`${pipelineName}/${query.over}/`, `${pipelineName}/${query.name}/`);
      return hasAny ? [{ ...result, id, values }] : [];
    });
  });
}

function averagesOf(
  { window }: MovingAverageQuery,
  { kind, of, n }: MovingAverageQuery['select'][string],
  windows: readonly ExpectedResult[],
): (number | null)[] {
  const values = windows.map(({ values }) => values[of] as number);
  const averages: (number | null)[] = [];
  windows.forEach(({ startMs }, i) => {
    const isNear = (other: number): boolean => other >= 0 && windows[other]!.startMs > startMs - 2 * n * window.slideMs;
    const latest = values.slice(Math.max(0, i - n + 1), i + 1);
    const mean = latest.length === n && isNear(i - n + 1) ? latest.reduce((a, b) => a + b, 0) / n : null;
    const before = isNear(i - 1) ? averages[i - 1]! : null;
    if (kind === 'value') averages.push(values[i]!);
    else if (kind === 'ema' && before !== null) averages.push(before + (2 / (n + 1)) * (values[i]! - before));
    else averages.push(mean);
  });
  return averages;
}
