import type { Pipeline } from '../engine/definition/pipeline';
import { definitionWarnings } from '../engine/definition/warnings';
import { loadDefinition } from '../lib/definition-file';
import { say } from './progress';

/**
 * The pipeline that a command names; what its definition may not do as expected is said on stderr.
 *
 * @throws DefinitionFileError
 */
export function loadPipeline(nameOrPath: string): Pipeline {
  const pipeline = loadDefinition(nameOrPath, process.cwd());
  for (const warning of definitionWarnings(pipeline)) say(`warning: pipeline ${pipeline.name}: ${warning}`);
  return pipeline;
}
