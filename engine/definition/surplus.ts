import type { Problem } from './known-keys';
import { showValue } from './show-value';

/** What a builder was called with beyond what it takes. It would do nothing, so `definePipeline` refuses it. */
class Surplus {
  /** @param takes what the builder takes, as a sentence that `given` ends: `avg takes one field, got also`. */
  constructor(
    readonly takes: string,
    readonly given: readonly unknown[],
  ) {}
}

/** A part of a definition as its builder gives it. */
export interface Built {
  readonly surplus?: Surplus;
}

/** The surplus of a call, to be spread into what the builder gives; nothing where there is none. */
export function surplusOf(takes: string, given: readonly unknown[]): Built {
  return given.length > 0 ? { surplus: new Surplus(takes, given) } : {};
}

/** Says what is surplus; the part without it. */
export function refuseSurplus<Part extends Built>(part: Part, path: string, problem: Problem): Part {
  const { surplus, ...rest } = part;
  if (!(surplus instanceof Surplus)) return part;
  problem(`${path}: ${surplus.takes} ${surplus.given.map(showValue).join(', ')}`);
  return rest as Part;
}
