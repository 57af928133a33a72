import type { Report, Result } from './report';

/** What a smoke run must keep, with slack for few rounds on a busy machine. */
const LEAST_OVER_NAIVE = { 'handler/strict/page-view': 1.5, 'handler/strict/trade': 1.5 };
const MOST_OVER_FIRST = { 'window/1h-1s': 5, 'keys/30k': 5 };

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
  return broken;
}
