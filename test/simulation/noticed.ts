import { MISTAKE_OF_THE_EDIT } from './find';
import type { Mutant } from './mutant';
import { simulatorFor } from './simulator';

/** Of a mutant, ms. */
export const TIMEOUT_MS = 300_000;

export const byName = (mutants: readonly Mutant[]): [string, Mutant][] => mutants.map(mutant => [mutant.name, mutant]);

/** Its seed fails with the mutant, and passes without it. */
export async function expectNoticed(_: string, mutant: Mutant): Promise<void> {
  const seed = mutant.caughtBy;
  const { violations } = await simulatorFor(mutant)({ seed });
  expect(violations).not.toEqual([]);
  expect(violations.join()).not.toMatch(MISTAKE_OF_THE_EDIT);
  expect(await withoutIt(seed)).toEqual([]);
}

const known = new Map<number, Promise<readonly string[]>>();
let unbroken: ReturnType<typeof simulatorFor> | undefined;

/** Many mutants share a seed. */
function withoutIt(seed: number): Promise<readonly string[]> {
  unbroken ??= simulatorFor(undefined);
  if (!known.has(seed))
    known.set(
      seed,
      unbroken({ seed }).then(({ violations }) => violations),
    );
  return known.get(seed)!;
}
