import { anomaly, type AnomalyInput } from '../../engine/definition/anomaly-values';
import { seriesCallOf } from '../../engine/definition/series-values';
import { foundAt, type Point, spanOf } from '../../engine/series/series';

/** What is told of a window. */
export interface Told {
  /** 0-1; 0 where too little is known. */
  readonly score: number;
  readonly isAnomaly: boolean;
}

/** What the engine tells of a key's windows, one beside the other. */
export function alongWindows(input: AnomalyInput, startsMs: readonly number[], values: readonly number[]): Told[] {
  const call = seriesCallOf(anomaly('value', input).score);
  const span = spanOf(call);
  const [scoreAt, anomalyAt] = ['score', 'anomaly'].map(line => call.fn.lines!.indexOf(line)) as [number, number];
  let points: Point[] = [];
  return values.map((value, step) => {
    const point: Point = { step, startMs: startsMs[step]!, bar: [value], state: null };
    points.push(point);
    if (points.length > 2 * span) points = points.slice(-span);
    const found = foundAt(call, points);
    point.state = found.state;
    return { score: found.values[scoreAt] ?? 0, isAnomaly: found.values[anomalyAt] === 1 };
  });
}
