/** Values of one name over time, by the number of the sample; undefined where there was none. */
export type Series = readonly (number | undefined)[];

const BARS = '▁▂▃▄▅▆▇█';

/** The series in so many characters, from its lowest value to its highest. */
export function sparkline(series: Series, width: number): string {
  const points = Array.from({ length: Math.min(width, series.length) }, (_, i, { length } = series) =>
    medianOf(
      series.slice(
        Math.floor((i * length) / Math.min(width, length)),
        Math.floor(((i + 1) * length) / Math.min(width, length)),
      ),
    ),
  );
  const known = points.filter(point => point !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return points
    .map(point => (point === undefined ? ' ' : BARS[high === low ? 0 : Math.round(((point - low) / (high - low)) * 7)]))
    .join('');
}

/** The median of the values in a part of the series, from one share of it to another. */
export function medianOfPart(series: Series, from: number, to: number): number | undefined {
  return medianOf(series.slice(Math.floor(series.length * from), Math.ceil(series.length * to)));
}

function medianOf(values: Series): number | undefined {
  const sorted = values.filter(value => value !== undefined).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const GROWTH_MAX = 1.3;
const GROWTH_BYTES_MAX = 50 * 1024 * 1024;

/**
 * Whether memory goes on growing once all is warm: the last quarter's median is above the second quarter's by more than
 * 30 % and 50 MiB.
 */
export function keepsGrowing(series: Series): boolean {
  const [before, after] = [medianOfPart(series, 0.25, 0.5), medianOfPart(series, 0.75, 1)];
  if (before === undefined || after === undefined) return false;
  return after > before * GROWTH_MAX && after - before > GROWTH_BYTES_MAX;
}
