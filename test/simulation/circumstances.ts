import { type Definition, drawDefinition } from './definitions';
import { type FaultClass, Faults } from './faults';
import { drawHeavyRun, type HeavyRun } from './heavy-run';
import { Random } from './random';

/** What a seed has drawn before anything happens. */
export interface Circumstances {
  readonly random: Random;
  readonly faults: Faults;
  readonly definition: Definition;
  readonly heavy: HeavyRun | undefined;
}

export function circumstancesOf(seed: number, without: ReadonlySet<FaultClass> = new Set()): Circumstances {
  const random = new Random(`tidemark ${seed}`);
  const faults = new Faults(random.fork('faults'), without);
  const definition = drawDefinition(random.fork('definition'), {
    reshards: faults.isOn('reshard'),
    expires: faults.isOn('expiry'),
  });
  return { random, faults, definition, heavy: drawHeavyRun(random.fork('heavy'), definition) };
}
