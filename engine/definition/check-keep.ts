import { LENGTH_MS_MAX, parseDuration } from './duration';
import type { Problem } from './known-keys';
import { showValue } from './show-value';

/** Results are written within a minute: what is kept shorter could be gone before it is seen. */
const KEEP_MS_MIN = 60_000;

/** How long results stay in the results table; for ever where nothing is said. */
export function checkKeep(keep: unknown, path: string, problem: Problem): { readonly keepMs?: number } {
  if (keep === undefined) return {};
  const keepMs = parseDuration(keep);
  if (keepMs !== undefined && keepMs >= KEEP_MS_MIN && keepMs <= LENGTH_MS_MAX) return { keepMs };
  problem(`${path}.keep: expected 1 minute to 36525 days, such as '90 days': ${showValue(keep)}`);
  return {};
}
