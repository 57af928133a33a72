import { loadSimulator, type Simulate } from './bundle';
import { SMALL_LIMITS } from './limits';
import type { Mutant } from './mutant';

/** Runs seeds: odd ones with the engine's real limits, even ones with small limits, which are reached more often. */
export function simulatorFor(mutant: Mutant | undefined): Simulate {
  const edits = mutant?.edits ?? [];
  let real: Promise<Simulate> | undefined;
  let small: Promise<Simulate> | undefined;
  return async options => {
    const simulate = await (options.seed % 2 === 1
      ? (real ??= loadSimulator(edits))
      : (small ??= loadSimulator([...edits, ...SMALL_LIMITS])));
    return simulate(options);
  };
}
