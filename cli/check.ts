import { DefinitionError } from '../engine/definition/definition-error';
import type { Pipeline } from '../engine/definition/pipeline';
import { definitionWarnings } from '../engine/definition/warnings';
import { resultColumns } from '../engine/results/lake-columns';
import { DefinitionFileError, loadDefinition } from '../lib/definition-file';
import { loadDashboard } from '../lib/dashboard-file';
import { isUserError } from './user-error';

export interface CheckOptions {
  readonly json?: boolean;
}

/** What a definition is: right, or with mistakes. Plain data. */
interface Checked {
  readonly definition: string;
  readonly isRight: boolean;
  /** Each with its place; below some the text with a caret. */
  readonly mistakes: readonly string[];
  readonly pipeline?: string;
  readonly queries?: readonly string[];
  readonly warnings?: readonly string[];
  /** Whether a file beside it says what the page shows. */
  readonly hasDashboard?: true;
}

/** Prints every mistake of a definition, or one line that there is none; exit code 1 where there are some. */
export function check(nameOrPath: string, { json }: CheckOptions): void {
  const checked = checkDefinition(nameOrPath);
  const lines = json ? [JSON.stringify(checked, null, 2)] : linesOf(checked);
  process.stdout.write(lines.map(line => `${line}\n`).join(''));
  if (!checked.isRight) process.exitCode = 1;
}

function checkDefinition(definition: string): Checked {
  try {
    const pipeline = loadDefinition(definition, process.cwd());
    const dashboard = loadDashboard(definition, process.cwd(), pipeline);
    refuseOddColumns(definition, pipeline);
    const queries = pipeline.queries.map(({ name }) => name);
    const warnings = definitionWarnings(pipeline);
    return {
      definition,
      isRight: true,
      mistakes: [],
      pipeline: pipeline.name,
      queries,
      warnings,
      ...(dashboard && { hasDashboard: true }),
    };
  } catch (error) {
    if (!isUserError(error)) throw error;
    const mistakes = error instanceof DefinitionFileError ? error.problems : [error.message];
    return { definition, isRight: false, mistakes };
  }
}

/** What runs on one machine, and what a deploy refuses because the lake cannot hold it. */
function refuseOddColumns(definition: string, pipeline: Pipeline): void {
  try {
    resultColumns(pipeline);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const problems = error.problems.map(problem => `${definition}: ${problem} (a deploy refuses it)`);
    throw new DefinitionFileError(problems.join('\n'), problems);
  }
}

function linesOf({
  isRight,
  definition,
  mistakes,
  pipeline,
  queries = [],
  warnings = [],
  hasDashboard,
}: Checked): readonly string[] {
  if (!isRight) return mistakes;
  const warned =
    warnings.length === 0 ? 'no warning' : `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`;
  const counted = `${queries.length === 1 ? 'query' : 'queries'} ${queries.join(', ')}`;
  return [
    `${definition}: pipeline ${pipeline} is right: ${counted}; ${hasDashboard ? 'its dashboard too; ' : ''}${warned}`,
    ...warnings.map(warning => `warning: ${warning}`),
  ];
}
