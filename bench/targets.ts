import type { Report, Result } from './report';

/** What a smoke run must keep: what a full run has (docs/performance.md), less almost half, for few rounds on a busy machine. */
const LEAST_OVER_NAIVE = { 'handler/strict/page-view': 2.3, 'handler/strict/trade': 2.6 };
/** Few events leave the many keys little time to warm up. */
const MOST_OVER_FIRST = { 'window/1h-1s': 3, 'keys/30k': 5 };
/** Window state of as many cells as a naive handler's JSON holds in so many times the bytes. */
const LEAST_CELLS_OVER_NAIVE = 5;

/** A line for each ratio that a change has broken. */
export function brokenFloors({ results }: Report): string[] {
  const byId = new Map<string, Result>(results.map(result => [result.id, result]));
  const broken: string[] = [];
  for (const [id, least] of Object.entries(LEAST_OVER_NAIVE)) {
    const ratio = byId.get(id)?.overNaive ?? 0;
    if (!(ratio >= least))
      broken.push(`${id}: ${ratio} times as fast as the naive handler, expected at least ${least}`);
  }
  for (const [id, most] of Object.entries(MOST_OVER_FIRST)) {
    const ratio = byId.get(id)?.overFirst ?? Infinity;
    if (!(ratio <= most))
      broken.push(`${id}: ${ratio} times the time of the first of its group, expected at most ${most}`);
  }
  const [ours, naive] = ['state/bytes-per-cell', 'state/naive-json-bytes-per-cell'].map(id => byId.get(id)?.bytes ?? 0);
  if (!(naive! / ours! >= LEAST_CELLS_OVER_NAIVE))
    broken.push(`state: ${ours} bytes a cell, ${naive} as naive JSON, expected a ${LEAST_CELLS_OVER_NAIVE}th at most`);
  return broken;
}
