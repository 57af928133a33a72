import type { Pipeline } from '../engine/definition/pipeline';
import { didYouMean } from '../engine/text/nearest-name';
import { problemsOfTables } from '../lib/lookup-files';
import { UserError } from './user-error';

/**
 * Checks the files that are given in place of lookup tables of S3, which nothing reads on this machine.
 *
 * @param files paths by the tables' names.
 * @throws UserError for a table that no definition has, one that lacks a file, and a file that is no table.
 */
export function checkGivenTables(pipelines: readonly Pipeline[], files: Readonly<Record<string, string>>): void {
  const known = pipelines.flatMap(({ lookups }) => Object.keys(lookups));
  for (const name of Object.keys(files))
    if (!known.includes(name))
      throw new UserError(`--lookup: no definition has lookups.${name}${didYouMean(name, known)}`);
  for (const { lookups } of pipelines) {
    for (const [name, { from }] of Object.entries(lookups))
      if (!('file' in from) && !Object.hasOwn(files, name))
        throw new UserError(
          `lookups.${name} is s3://${from.bucket}/${from.key}: on this machine give --lookup ${name}=FILE`,
        );
    const own = Object.entries(files).filter(([name]) => Object.hasOwn(lookups, name));
    const [problem] = problemsOfTables({ lookups }, Object.fromEntries(own));
    if (problem !== undefined) throw new UserError(problem);
  }
}
