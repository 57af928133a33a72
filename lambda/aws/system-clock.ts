import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../engine/ports';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: ms => setTimeout(ms),
};
