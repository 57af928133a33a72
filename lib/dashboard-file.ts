import { type BuildFailure, transformSync } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { checkDashboard } from '../api/check-dashboard';
import type { Dashboard } from '../api/dashboard';
import type { Pipeline } from '../engine/definition/pipeline';
import { CODE, DefinitionFileError, resolveDefinition, shown } from './definition-file';

/**
 * What the page is to show of a pipeline, from the file beside its definition: `sensors.dashboard.json` beside `sensors.ts`.
 *
 * @param nameOrPath the definition, as for `resolveDefinition`.
 * @param cwd where a relative path starts.
 * @returns undefined where there is no such file: then all follows from the queries.
 * @throws DefinitionFileError when it is no JSON, or names what the pipeline has not: one line a mistake, with its path.
 */
export function loadDashboard(nameOrPath: string, cwd: string, pipeline: Pipeline): Dashboard | undefined {
  const path = dashboardPath(nameOrPath, cwd);
  if (path === undefined) return undefined;
  const file = shown(path, cwd);
  const problems: string[] = [];
  const dashboard = checkDashboard(parse(path, file), pipeline, text => problems.push(`${file}: ${text}`));
  if (problems.length > 0) throw new DefinitionFileError(problems.join('\n'), problems);
  return dashboard;
}

/** Where the file is; undefined where there is none. */
function dashboardPath(nameOrPath: string, cwd: string): string | undefined {
  const path = resolveDefinition(nameOrPath, cwd).replace(CODE, '.dashboard.json');
  return existsSync(path) ? path : undefined;
}

function parse(path: string, file: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DefinitionFileError(`${file}${placeOf(text)}: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
}

/** Line and column of the first mistake of a text that is no JSON, which JSON.parse does not always tell. */
function placeOf(text: string): string {
  try {
    transformSync(text, { loader: 'json', logLevel: 'silent' });
    return '';
  } catch (error) {
    const place = (error as Partial<BuildFailure>).errors?.[0]?.location;
    return place ? `:${place.line}:${place.column + 1}` : '';
  }
}
