const BASE_MS = 500;
const CEILING_MS = 60_000;

/**
 * How long to wait before attempt `attempt` (1 for the first) to connect again, ms: exponential, half of it by chance ("equal
 * jitter"), so that a source that comes back is not met by all at once. (Marc Brooker, "Exponential Backoff And Jitter", AWS
 * Architecture Blog, 2015.)
 */
export function reconnectMs(attempt: number, random: () => number): number {
  const most = Math.min(CEILING_MS, BASE_MS * 2 ** Math.min(attempt - 1, 30));
  return most / 2 + (random() * most) / 2;
}
