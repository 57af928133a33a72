import type { Pipeline } from '../engine/definition/pipeline';
import { didYouMean } from '../engine/text/nearest-name';
import { UserError } from './user-error';

/** @throws UserError for a name given to an option that no query has */
export function checkQueryNames(option: string, names: readonly string[], { queries }: Pipeline): void {
  const known = queries.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name))
      throw new UserError(
        `${option}: no query ${JSON.stringify(name)}${didYouMean(name, known) || `; there is ${known.join(', ')}`}`,
      );
  }
}
