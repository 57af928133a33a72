import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { LocalError } from '../local-error';
import { Intrinsics, type Stack, type Template } from './intrinsics';
import type { PipelinePlan } from './plan';
import { readResultColumns } from './read-columns';
import { readPipeline } from './read-pipeline';

interface Artifact {
  readonly type: string;
  readonly properties?: { readonly templateFile?: string };
}

/** The ids of the stacks that hold a pipeline each begin so. */
const STACK_PREFIX = 'Tidemark-';
/** And the id of the one that delivers it to the lake ends so. */
const DELIVERY_SUFFIX = '-Delivery';

/**
 * Reads a synthesized CDK app: one plan for each stack `Tidemark-<pipeline>` in which a stream feeds a function.
 *
 * @param directory the cloud assembly, with `manifest.json`.
 * @throws LocalError when it is no cloud assembly or uses what one machine cannot stand for.
 */
export function readAssembly(directory: string): PipelinePlan[] {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) throw new LocalError(`${directory}: no synthesized app (manifest.json is missing)`);
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { artifacts?: Record<string, Artifact> };
  const stacks: Stack[] = Object.entries(manifest.artifacts ?? {})
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack' && artifact.properties?.templateFile)
    .map(([id, artifact]) => ({
      id,
      template: JSON.parse(readFileSync(join(directory, artifact.properties!.templateFile!), 'utf8')) as Template,
    }));
  const intrinsics = new Intrinsics(stacks);
  const codeDir = (path: string): string => (isAbsolute(path) ? path : join(directory, path));
  const plans = stacks
    .filter(stack => stack.id.startsWith(STACK_PREFIX) && hasStreamAndMapping(stack))
    .map(stack => ({
      ...readPipeline(stack, stack.id.slice(STACK_PREFIX.length), intrinsics, codeDir),
      resultColumns: readResultColumns(stacks.find(({ id }) => id === `${stack.id}${DELIVERY_SUFFIX}`)),
    }));
  if (plans.length === 0) throw new LocalError(`${directory}: the synthesized app holds no pipeline`);
  return plans;
}

function hasStreamAndMapping(stack: Stack): boolean {
  const types = new Set(Object.values(stack.template.Resources ?? {}).map(resource => resource.Type));
  return types.has('AWS::Kinesis::Stream') && types.has('AWS::Lambda::EventSourceMapping');
}
