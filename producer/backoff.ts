import type { Random } from '../pipelines/templates/generator';

const BASE_MS = 50;
const CEILING_MS = 10_000;

/**
 * How long to wait before attempt `attempt` (1 for the first retry), ms: exponential backoff with full jitter, even between
 * 0 and min(10 s, 50 ms * 2^attempt). (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
 */
export function backoffMs(attempt: number, random: Random): number {
  return random() * Math.min(CEILING_MS, BASE_MS * 2 ** Math.min(attempt, 30));
}
