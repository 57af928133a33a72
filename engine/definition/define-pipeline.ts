import { createHash } from 'node:crypto';
import { checkAssumed } from './check-derive';
import { checkDuration } from './check-duration';
import { checkEvents, readingMeaning } from './check-events';
import { checkQueries } from './check-queries';
import { checkQuery } from './check-query';
import { checkSources, type SourcesInput } from './check-sources';
import { DefinitionError } from './definition-error';
import type { Field } from './fields';
import { checkLookups } from './lookups';
import { namesOf, objectWith, type Problem } from './known-keys';
import { eventQueries, type Pipeline } from './pipeline';
import type { LateInput, PipelineInput } from './pipeline-input';
import { queryId } from './query-id';
import { showValue } from './show-value';

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

type AnyInput = PipelineInput<Record<string, Field>, string>;

const PIPELINE = namesOf<AnyInput>({
  name: true,
  version: true,
  source: true,
  event: true,
  derive: true,
  lookups: true,
  eventTime: true,
  partitionBy: true,
  watermark: true,
  late: true,
  dedupe: true,
  commitEvery: true,
  queries: true,
  sources: true,
});
const LATE = namesOf<LateInput>({ allowed: true });

/**
 * Checks a pipeline's definition and completes it with the defaults.
 *
 * @throws DefinitionError with every mistake, each naming the path of the wrong part.
 */
export function definePipeline<const Fields extends Record<string, Field>, const Derived extends string = never>(
  input: PipelineInput<Fields, Derived>,
): Pipeline;
export function definePipeline(input: SourcesInput): Pipeline;
export function definePipeline(input: unknown): Pipeline {
  const problems: string[] = [];
  // What is wrong has no text to be known by.
  const fingerprint = (value: unknown): string => (problems.length === 0 ? fingerprintOf(value) : '');
  const pipeline = checkPipeline(input, fingerprint, text => void problems.push(text));
  if (problems.length > 0) throw new DefinitionError(pipeline.name, problems);
  return pipeline;
}

/** The pipeline as far as it can be read; it counts where `problem` was told nothing. */
function checkPipeline(input: unknown, fingerprint: (value: unknown) => string, problem: Problem): Pipeline {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new DefinitionError(undefined, [
      `definePipeline takes an object with name, event, eventTime and queries: ${showValue(input)}`,
    ]);
  }
  const given = objectWith(input, '', PIPELINE, '', problem) as Partial<
    Omit<AnyInput, 'sources'> & Pick<SourcesInput, 'sources'>
  >;
  const { name, version = 1 } = given;
  if (typeof name !== 'string' || !NAME.test(name))
    problem(`name: expected lower-case letters, digits and hyphens, at most 40: ${showValue(name)}`);
  if (!Number.isFinite(version)) problem(`version: expected a number: ${showValue(version)}`);
  const lookups = checkLookups(given.lookups, problem);
  const commitEveryMs = checkDuration('commitEvery', given.commitEvery, 10_000, problem);
  if (commitEveryMs % 1000 !== 0 || commitEveryMs < 1000 || commitEveryMs > 900_000)
    problem(`commitEvery: expected whole seconds from 1 to 900: ${showValue(given.commitEvery)}`);
  const allowedLatenessMs = checkLate(given.late, problem);
  const common = { name: name!, lookups, allowedLatenessMs, commitEveryMs };
  if (given.sources !== undefined) return checkSources(given as Partial<SourcesInput>, common, fingerprint, problem);

  const checked = checkEvents(given, lookups, problem);
  const { columns, events } = checked;
  const idOf = queryId(columns, { version, ...checked.meaning }, fingerprint);
  const checkOne = (queryName: string, query: Parameters<typeof checkQuery>[1]): ReturnType<typeof checkQuery> =>
    checkQuery(queryName, query, columns, idOf, problem);
  const queries = checkQueries(given.queries, checkOne, columns.scope, fingerprint, problem);
  const folded = eventQueries({ queries });
  checkAssumed(columns, folded, problem);
  return {
    ...common,
    ...events,
    columns: columns.columns,
    scope: columns.scope,
    queries,
    // What an event is and what is folded of it.
    generation: fingerprint([
      folded.map(q => q.id),
      ...readingMeaning(checked),
      allowedLatenessMs,
      ...(events.dedupe ? [events.dedupe] : []),
    ]),
  };
}

function checkLate(given: unknown = {}, problem: Problem): number {
  const { allowed } = objectWith(given, 'late', LATE, "{ allowed: '1 hour' }", problem);
  return checkDuration('late.allowed', allowed, 3_600_000, problem);
}

function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
