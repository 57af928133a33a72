import type { FaultClass } from './faults';
import type { Outcome, RunOptions } from './run';

/** Takes class after class of faults out of a failing run as long as it fails by the same rule. */
export async function shrink(
  simulate: (options: RunOptions) => Promise<Outcome>,
  failing: Outcome,
  start: ReadonlySet<FaultClass>,
): Promise<{ faults: readonly FaultClass[]; without: ReadonlySet<FaultClass> }> {
  const rule = (outcome: Outcome): string | undefined => outcome.violations[0]?.split(':')[0];
  let without = start;
  for (const name of failing.faults) {
    const fewer = new Set([...without, name]);
    const outcome = await simulate({ seed: failing.seed, without: fewer });
    if (rule(outcome) === rule(failing)) without = fewer;
  }
  return { faults: failing.faults.filter(name => !without.has(name)), without };
}
