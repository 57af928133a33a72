import type { Report, Result } from './report';

/**
 * What a smoke run must keep: the targets (docs/performance.md) less a quarter, for few rounds on a busy machine. Of trades less a half:
 * how many times as long JSON.parse takes as the floor differs by half from day to day on one machine, and ours is near the floor.
 */
const LEAST_OVER_NAIVE = { 'handler/strict/page-view': 3, 'handler/strict/trade': 3.2, 'handler/strict/nested': 3 };
const MOST_OVER_FLOOR = { 'handler/strict/page-view': 2.2, 'handler/strict/trade': 1.3 };
/** Of one session, a week costs up to 7 times as much per event as a day where work grows with its age. Where it does not, few rounds tell 0.8 to 2. */
const MOST_OVER_FIRST = {
  'handler/strict/text-numbers': 1.6,
  'window/1h-1s': 3,
  'keys/30k': 2.7,
  'session/1-key-week/30m': 3.5,
};
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
  for (const [id, most] of Object.entries(MOST_OVER_FLOOR)) {
    const ratio = byId.get(id)?.overFloor ?? Infinity;
    if (!(ratio <= most)) broken.push(`${id}: ${ratio} times the time of the decode floor, expected at most ${most}`);
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
