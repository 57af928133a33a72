import type { Edit } from './bundle';
import type { Circumstances } from './circumstances';

/** A rule of the engine switched off, or a plausible mistake: the simulation must notice it. */
export interface Mutant {
  /** The rule, where it has a name, and what is done instead. */
  readonly name: string;
  readonly edits: readonly Edit[];
  /** A seed that notices it, and passes without it. */
  readonly caughtBy: number;
  /** Without it no seed can notice; absent: any may. A search passes over the others. */
  readonly needs?: (circumstances: Circumstances) => boolean;
}

export const mutant = (
  name: string,
  caughtBy: number,
  file: string,
  find: string,
  replace: string,
  needs?: Mutant['needs'],
): Mutant => ({ name, caughtBy, edits: [{ file, find, replace }], ...(needs && { needs }) });
