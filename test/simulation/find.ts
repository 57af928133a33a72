import type { Simulate } from './bundle';
import { circumstancesOf } from './circumstances';
import type { Mutant } from './mutant';
import { simulatorFor } from './simulator';

/** An edit that breaks the code rather than the rule. */
export const MISTAKE_OF_THE_EDIT = /ReferenceError|SyntaxError|TypeError/;

/** The first seed from `from` to before `end` that notices the mutant and passes without it; the one it has now, if that still does. */
export async function findSeed(
  mutant: Mutant,
  unbroken: Simulate,
  from: number,
  end: number,
): Promise<number | undefined> {
  const broken = simulatorFor(mutant);
  const notices = async (seed: number): Promise<boolean> => {
    const { violations } = await broken({ seed });
    if (violations.length === 0 || MISTAKE_OF_THE_EDIT.test(violations.join())) return false;
    return (await unbroken({ seed })).violations.length === 0;
  };
  if (await notices(mutant.caughtBy)) return mutant.caughtBy;
  const { needs } = mutant;
  for (let seed = from; seed < end; seed++) {
    if ((!needs || needs(circumstancesOf(seed))) && (await notices(seed))) return seed;
  }
  return undefined;
}
