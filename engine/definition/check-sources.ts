import type { Scope } from '../expression/type';
import { checkAssumed } from './check-derive';
import { type CheckedEvents, checkEvents, EVENTS, readingMeaning } from './check-events';
import { checkQueries } from './check-queries';
import type { SeriesInput } from './check-series';
import { SourceQueries, type SourcesQueryInput } from './source-queries';
import type { Field } from './fields';
import { objectOf, objectWith, type Problem } from './known-keys';
import { eventQueries, type Pipeline } from './pipeline';
import type { CascadeInput, CommonInput, EventsInput } from './pipeline-input';
import { isRegistered, JSON_SOURCE } from './source';
import { showValue } from './show-value';

/** A pipeline over several streams. */
export interface SourcesInput extends CommonInput {
  /** What the events of each stream are, by the source's name: lower-case letters, digits and _, at most 30. */
  readonly sources: Readonly<Record<string, EventsInput<Record<string, Field>, string>>>;
  readonly queries: Readonly<Record<string, SourcesQueryInput | SeriesInput | CascadeInput>>;
}

type Common = Pick<Pipeline, 'name' | 'lookups' | 'allowedLatenessMs' | 'commitEveryMs'>;

const NAME = /^[a-z][a-z0-9_]{0,29}$/;
/** The stream of results goes by it. */
const TAKEN = 'aggregates';
/** Each is a stream, with a mapping and shards of its own. */
const SOURCES_MAX = 8;

/** Checks a definition that reads several streams. */
export function checkSources(
  given: Partial<SourcesInput>,
  common: Common,
  fingerprint: (value: unknown) => string,
  problem: Problem,
): Pipeline {
  const misplaced = EVENTS.filter(part => (given as Record<string, unknown>)[part] !== undefined);
  for (const part of misplaced) problem(`${part}: with sources it belongs to each of them, as sources.NAME.${part}`);
  const inputs = Object.entries(objectOf(given.sources, 'sources', '{ views: { event: { ... } } }', problem));
  if (inputs.length === 0) problem('sources: at least one is needed');
  if (inputs.length > SOURCES_MAX) problem(`sources: ${inputs.length} are more than ${SOURCES_MAX}`);
  const checked = new Map(inputs.map(([name, input]) => [name, checkOne(name, input, common, problem)]));
  const framed = [...checked.values()].map(({ events }) => events.source).filter(isRegistered);
  if (new Set(framed.map(({ format }) => format)).size > 1)
    problem('sources: avro and protobuf in one pipeline are not supported: a function has the reader of one of them');
  const asked = new SourceQueries(checked, given.version ?? 1, fingerprint, problem);
  const queries = checkQueries(
    given.queries,
    (name, query) => asked.check(name, query),
    asked.scope,
    fingerprint,
    problem,
  );
  const generation = fingerprint([
    eventQueries({ queries }).map(({ id }) => id),
    [...checked].map(([name, one]) => [name, readingMeaning(one), one.events.dedupe ?? null]),
    common.allowedLatenessMs,
  ]);
  const whole = { ...common, queries, generation };
  return {
    ...whole,
    ...noEvents(checked, asked.scope),
    sources: Object.fromEntries([...checked].map(([name, one]) => [name, viewOf(name, one, whole, asked, problem)])),
  };
}

function checkOne(name: string, input: unknown, { lookups }: Common, problem: Problem): CheckedEvents {
  const path = `sources.${name}`;
  if (!NAME.test(name))
    problem(`${path}: a source's name is lower-case letters, digits and _, at most 30: ${showValue(name)}`);
  if (name === TAKEN) problem(`${path}: the stream of results is called so; give the source another name`);
  const given = objectWith(input, path, EVENTS, "{ event: { room: string() }, eventTime: 'at' }", problem);
  return checkEvents(given, lookups, text => problem(`${path}.${text}`));
}

/** The pipeline as the shards of a source see it. */
function viewOf(
  name: string,
  { columns, events }: CheckedEvents,
  whole: Common & Pick<Pipeline, 'queries' | 'generation'>,
  asked: SourceQueries,
  problem: Problem,
): Pipeline {
  const queries = whole.queries.map(query => (query.over === undefined ? asked.viewOf(query, name) : query));
  checkAssumed(columns, eventQueries({ queries }), text => problem(`sources.${name}.${text}`));
  return { ...whole, ...events, columns: columns.columns, scope: columns.scope, queries };
}

/** What stands where a pipeline over one stream has its events. The slowest source says when nothing is missing. */
function noEvents(
  checked: ReadonlyMap<string, CheckedEvents>,
  scope: Scope,
): Omit<Pipeline, keyof Common | 'queries' | 'generation' | 'sources'> {
  const watermarks = [...checked.values()].map(({ events }) => events.watermark);
  const longest = (part: keyof Pipeline['watermark']): number => Math.max(...watermarks.map(mark => mark[part]), 0);
  return {
    source: JSON_SOURCE,
    fields: {},
    columns: [],
    scope,
    accept: undefined,
    eventTime: '',
    eventTimeFields: [],
    partitionBy: undefined,
    watermark: {
      outOfOrdernessMs: longest('outOfOrdernessMs'),
      idleTimeoutMs: longest('idleTimeoutMs'),
      maxFutureSkewMs: longest('maxFutureSkewMs'),
    },
    dedupe: undefined,
  };
}
