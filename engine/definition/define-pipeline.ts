import { createHash } from 'node:crypto';
import { columnsOf } from '../expression/expression';
import { checkAssumed, checkDerive } from './check-derive';
import { checkEventTime } from './check-event-time';
import { checkFields, fieldOf } from './check-fields';
import { checkQueries } from './check-queries';
import { noColumn } from './check-query';
import { DefinitionError } from './definition-error';
import { parseDuration } from './duration';
import { EventColumns } from './event-columns';
import type { Field } from './fields';
import { checkLookups } from './lookups';
import { namesOf, objectOf, objectWith, type Problem } from './known-keys';
import { didYouMean } from '../text/nearest-name';
import { eventQueries, type Pipeline } from './pipeline';
import type { DedupeInput, LateInput, PipelineInput, WatermarkInput } from './pipeline-input';
import { showValue } from './show-value';
import { checkSource, isDefaultSource } from './source';
import { eventTimeMeaning, fieldMeaning } from './state-meaning';
import { checkWritten } from './written';

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
/**
 * Ids are kept as long, whatever a definition names: the next one may name more, ms. In memory they take about 50 bytes each: at
 * 1,000 events/s on a shard 15 minutes are 45 MB.
 */
export const DEDUPE_WITHIN_MS_MAX = 15 * 60_000;

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
});
const WATERMARK = namesOf<WatermarkInput>({ outOfOrderness: true, idleTimeout: true, maxFutureSkew: true });
const LATE = namesOf<LateInput>({ allowed: true });
const DEDUPE = namesOf<DedupeInput<string>>({ by: true, within: true });

/**
 * Checks a pipeline's definition and completes it with the defaults.
 *
 * @throws DefinitionError with every mistake, each naming the path of the wrong part.
 */
export function definePipeline<const Fields extends Record<string, Field>, const Derived extends string = never>(
  input: PipelineInput<Fields, Derived>,
): Pipeline {
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
  const given = objectWith(input, '', PIPELINE, '', problem) as Partial<AnyInput>;
  const { name, version = 1, event = {}, derive = {}, eventTime, partitionBy } = given;
  if (typeof name !== 'string' || !NAME.test(name))
    problem(`name: expected lower-case letters, digits and hyphens, at most 40: ${showValue(name)}`);
  if (!Number.isFinite(version)) problem(`version: expected a number: ${showValue(version)}`);

  const fields = objectOf(event, 'event', '{ room: string() }', problem) as Pipeline['fields'];
  checkFields(fields, problem);
  const source = checkSource(given.source, fields, problem);
  const derived = objectOf(derive, 'derive', "{ path: 'url_path(url)' }", problem);
  const lookups = checkLookups(given.lookups, problem);
  const columns = new EventColumns(fields, Object.keys(derived), undefined, lookups);
  checkDerive(derived, columns, problem);
  const accept = checkAccept(given.source?.accept, columns, problem);
  const eventTimeColumn = checkEventTime(eventTime, columns, problem);
  if (partitionBy !== undefined && !fieldOf(fields, partitionBy)) {
    const hint = didYouMean(partitionBy, Object.keys(fields));
    problem(`partitionBy: no field ${showValue(partitionBy)} in event${hint}`);
  }
  const commitEveryMs = durationOf('commitEvery', given.commitEvery, 10_000, problem);
  if (commitEveryMs % 1000 !== 0 || commitEveryMs < 1000 || commitEveryMs > 900_000)
    problem(`commitEvery: expected whole seconds from 1 to 900: ${showValue(given.commitEvery)}`);
  const allowedLatenessMs = checkLate(given.late, problem);
  const watermark = checkWatermark(given.watermark, problem);
  const dedupe = given.dedupe === undefined ? undefined : checkDedupe(given.dedupe, columns, problem);

  const meaning = {
    version,
    eventTime: eventTimeMeaning(eventTimeColumn, columns),
    accept,
    ...(isDefaultSource(source) ? {} : { source }),
  };
  const queries = checkQueries(given.queries, columns, meaning, fingerprint, problem);
  const folded = eventQueries({ queries });
  checkAssumed(columns, folded, problem);
  return {
    name: name!,
    source,
    fields,
    columns: columns.columns,
    scope: columns.scope,
    lookups,
    accept,
    eventTime: eventTimeColumn,
    eventTimeFields: columns.sourcesOf([eventTimeColumn]).filter(name => fieldOf(fields, name)),
    partitionBy,
    watermark,
    allowedLatenessMs,
    commitEveryMs,
    dedupe,
    queries,
    // What an event is and what is folded of it.
    generation: fingerprint([
      folded.map(q => q.id),
      Object.keys(fields).map(field => fieldMeaning(field, columns)),
      columns.columns.map(({ name }) => [name, columns.meaningOf(name)]),
      watermark.maxFutureSkewMs,
      allowedLatenessMs,
      ...(dedupe ? [dedupe] : []),
    ]),
  };
}

/** Over fields and the arrival: it is asked before anything is computed. */
function checkAccept(text: unknown, columns: EventColumns, problem: Problem): Pipeline['accept'] {
  if (text === undefined) return undefined;
  const checked = checkWritten('source.accept', text, columns, problem, 'boolean');
  if (!checked) return undefined;
  if (columns.looksUp(checked.expression)) {
    problem('source.accept: reads a lookup table; it may read fields and expressions over them');
    return undefined;
  }
  const accept = columns.expanded(checked.expression);
  const code = columnsOf(accept).find(name => !fieldOf(columns.fields, name) && !columns.isArrival(name));
  if (code !== undefined) problem(`source.accept: reads ${code}, a function; it may read fields and expressions`);
  return accept;
}

function durationOf(path: string, value: unknown, byDefault: number, problem: Problem): number {
  const ms = value === undefined ? byDefault : parseDuration(value);
  if (ms === undefined) problem(`${path}: not a duration: ${showValue(value)} (write '5 seconds' or milliseconds)`);
  return ms ?? byDefault;
}

function checkLate(given: unknown = {}, problem: Problem): number {
  const { allowed } = objectWith(given, 'late', LATE, "{ allowed: '1 hour' }", problem);
  return durationOf('late.allowed', allowed, 3_600_000, problem);
}

function checkWatermark(given: unknown = {}, problem: Problem): Pipeline['watermark'] {
  const parts = objectWith(given, 'watermark', WATERMARK, "{ outOfOrderness: '5 seconds' }", problem);
  const part = (name: string, byDefault: number): number =>
    durationOf(`watermark.${name}`, parts[name], byDefault, problem);
  return {
    outOfOrdernessMs: part('outOfOrderness', 5_000),
    idleTimeoutMs: part('idleTimeout', 30_000),
    maxFutureSkewMs: part('maxFutureSkew', 60_000),
  };
}

function checkDedupe(given: unknown, columns: EventColumns, problem: Problem): Pipeline['dedupe'] {
  const { by, within } = objectWith(given, 'dedupe', DEDUPE, "{ by: 'order_id', within: '5 minutes' }", problem);
  if (!columns.has(by)) problem(`dedupe.by: ${noColumn(by, columns)}`);
  else if (columns.looksUp({ op: 'column', name: by }))
    problem('dedupe.by: reads a lookup table; copies are told by what they say themselves, whenever they come');
  const withinMs = within === undefined ? 0 : durationOf('dedupe.within', within, 1_000, problem);
  if (withinMs < 1_000 || withinMs > DEDUPE_WITHIN_MS_MAX)
    problem(`dedupe.within: expected 1 second to 15 minutes: ${showValue(within)}`);
  return { by: by as string, withinMs };
}

function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
