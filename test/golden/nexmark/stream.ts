import { Random } from '../../simulation/random';
import type { Sent } from '../run-golden';
import { NexmarkGenerator } from './generator';

/** Eight minutes before midnight: some windows of a day end on the way, and half of the events lie behind. */
const START_MS = Date.UTC(2025, 11, 30, 23, 52);
const STEP_MS = 5;
/** A tenth of the events comes up to three seconds late. */
const DELAYED = 0.1;
const DELAY_MS_MAX = 3_000;

/** Nexmark's events at 200 a second of event time, in the order of their arrival. */
export function nexmarkStream(count: number, seed = 'nexmark'): Sent[] {
  const generator = new NexmarkGenerator(seed);
  const random = new Random(`${seed}/delay`);
  return Array.from({ length: count }, (_, i): Sent => {
    const ms = START_MS + i * STEP_MS;
    const delayMs = random.chance(DELAYED) ? random.int(0, DELAY_MS_MAX) : 0;
    return { json: JSON.stringify(generator.event(ms)), arrivalMs: ms + delayMs };
  }).sort((a, b) => a.arrivalMs - b.arrivalMs);
}
