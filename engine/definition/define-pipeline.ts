import { createHash } from 'node:crypto';
import type { Scalar } from '../accumulators/accumulator';
import type { Aggregate, AggregateKind } from './aggregates';
import { type Duration, parseDuration } from './duration';
import { ROW_BYTES_MAX, rowBytesMax } from '../fold/row-size';
import { DefinitionError } from './definition-error';
import { type Field, NUMBER_KINDS, TIME_KINDS } from './fields';
import { checkMovingAverages, type MovingAverageInput } from './moving-averages';
import type { Pipeline, Query } from './pipeline';
import { checkWindow, type WindowInput } from './windows';

type TypeOf<F> = F extends Field<infer T> ? T : never;
/** The event's TypeScript type, from its fields. */
export type EventOf<Fields> = { readonly [Name in keyof Fields]: TypeOf<Fields[Name]> };

export interface QueryInput<Name extends string> {
  /** Keys of the result; none: one result for all events of a window. */
  readonly groupBy?: readonly Name[];
  readonly window: WindowInput;
  readonly select: Readonly<Record<string, Aggregate>>;
  /** @default 'onClose' */
  readonly emit?: 'onClose' | 'onUpdate';
}

export interface PipelineInput<Fields extends Record<string, Field>, Derived extends Record<string, unknown>> {
  /** Lower-case letters, digits and hyphens, at most 40; it names the AWS resources. */
  readonly name: string;
  /** Raise it when a derived field's code changes its meaning. @default 1 */
  readonly version?: number;
  readonly event: Fields;
  /** Named values computed from an event: pure functions of it. One that throws sends the event to the quarantine. */
  readonly derive?: { readonly [Name in keyof Derived]: (event: EventOf<Fields>) => Scalar | null | undefined };
  readonly eventTime: keyof Fields & string;
  readonly partitionBy?: keyof Fields & string;
  readonly watermark?: {
    /** @default '5 seconds' */
    readonly outOfOrderness?: Duration;
    /** @default '30 seconds' */
    readonly idleTimeout?: Duration;
    /** @default '1 minute' */
    readonly maxFutureSkew?: Duration;
  };
  readonly late?: {
    /** @default '1 hour' */
    readonly allowed?: Duration;
  };
  /**
   * Drops copies that producers sent again: of the events with one value of `by`, those that arrive at most `within`
   * (1 second to 15 minutes) after the first. Exact on a shard and across a split or merge; copies under another partition
   * key may be on another shard and are not seen. Events without the value are never copies.
   */
  readonly dedupe?: { readonly by: (keyof Fields | keyof Derived) & string; readonly within: Duration };
  /** How often results are committed: the delay between an event and its window's result grows with it, the cost falls. @default '10 seconds' */
  readonly commitEvery?: Duration;
  readonly queries: Readonly<Record<string, QueryInput<(keyof Fields | keyof Derived) & string> | MovingAverageInput>>;
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const NUMERIC_INPUT: ReadonlySet<AggregateKind> = new Set(['sum', 'avg', 'min', 'max', 'stddev', 'quantile']);
const AGGREGATE_KINDS: ReadonlySet<string> = new Set<AggregateKind>([
  ...NUMERIC_INPUT,
  'count',
  'first',
  'last',
  'approxDistinct',
  'topK',
]);
/**
 * Ids are kept as long, whatever a definition names: the next one may name more, ms. In memory they take about 50 bytes each: at
 * 1,000 events/s on a shard 15 minutes are 45 MB.
 */
export const DEDUPE_WITHIN_MS_MAX = 15 * 60_000;
const QUERIES_MAX = 32;
const AGGREGATES_MAX = 24;
/** Keeps a row of the state far below an item's 400 KB: 8 entries a value, each of at most 512 characters. */
const TOP_K_MAX = 20;

/**
 * Checks a pipeline's definition and completes it with the defaults.
 *
 * @throws DefinitionError with every mistake, each naming the path of the wrong field.
 */
export function definePipeline<
  const Fields extends Record<string, Field>,
  const Derived extends Record<string, unknown> = Record<never, never>,
>(input: PipelineInput<Fields, Derived>): Pipeline {
  const problems: string[] = [];
  const problem = (text: string): void => void problems.push(text);
  const fields = input.event ?? {};
  const derive = (input.derive ?? {}) as Pipeline['derive'];

  if (!NAME.test(input.name ?? ''))
    problem(`name: expected lower-case letters, digits and hyphens, at most 40: ${JSON.stringify(input.name)}`);
  checkFields(fields, derive, problem);
  if (!fields[input.eventTime]) problem(`eventTime: no field ${JSON.stringify(input.eventTime)} in event`);
  else if (!TIME_KINDS.has(fields[input.eventTime]!.kind))
    problem(`eventTime: ${input.eventTime} must be epochMillis(), epochSeconds() or isoTime()`);
  else if (fields[input.eventTime]!.isOptional) problem(`eventTime: ${input.eventTime} must not be optional`);
  if (input.partitionBy !== undefined && !fields[input.partitionBy])
    problem(`partitionBy: no field ${JSON.stringify(input.partitionBy)} in event`);

  const duration = (path: string, value: Duration | undefined, fallback: number): number => {
    const ms = value === undefined ? fallback : parseDuration(value);
    if (ms === undefined)
      problem(`${path}: not a duration: ${JSON.stringify(value)} (write '5 seconds' or milliseconds)`);
    return ms ?? fallback;
  };
  const commitEveryMs = duration('commitEvery', input.commitEvery, 10_000);
  if (commitEveryMs % 1000 !== 0 || commitEveryMs < 1000 || commitEveryMs > 900_000)
    problem(`commitEvery: expected whole seconds from 1 to 900: ${JSON.stringify(input.commitEvery)}`);

  const dedupe = input.dedupe && {
    by: input.dedupe.by as string,
    withinMs: duration('dedupe.within', input.dedupe.within, 0),
  };
  if (dedupe && !(dedupe.by in fields) && !(dedupe.by in derive))
    problem(`dedupe.by: no field ${JSON.stringify(dedupe.by)} in event or derive`);
  if (dedupe && (dedupe.withinMs < 1_000 || dedupe.withinMs > DEDUPE_WITHIN_MS_MAX))
    problem(`dedupe.within: expected 1 second to 15 minutes: ${JSON.stringify(input.dedupe?.within)}`);

  const meaning = [
    input.version ?? 1,
    input.eventTime,
    Object.entries(fields).map(([name, f]) => [name, f?.kind, f?.isOptional]),
  ];
  const queryNames = Object.keys(input.queries ?? {});
  if (queryNames.length === 0) problem('queries: at least one is needed');
  if (queryNames.length > QUERIES_MAX) problem(`queries: ${queryNames.length} are more than ${QUERIES_MAX}`);
  const queries: Query[] = [];
  const averages: [string, MovingAverageInput][] = [];
  for (const [name, query] of Object.entries(input.queries ?? {})) {
    if (!IDENTIFIER.test(name)) problem(`queries.${name}: a query's name is an identifier of at most 64 characters`);
    const checked = 'over' in query ? undefined : checkQuery(name, query, fields, derive, meaning, problem);
    if ('over' in query) averages.push([name, query]);
    else if (checked) queries.push(checked);
  }
  const movingAverages = averages.flatMap(
    ([name, query]) => checkMovingAverages(name, query, queries, fields, fingerprint, problem) ?? [],
  );

  const pipeline: Pipeline = {
    name: input.name,
    fields,
    derive,
    eventTime: input.eventTime,
    partitionBy: input.partitionBy,
    watermark: {
      outOfOrdernessMs: duration('watermark.outOfOrderness', input.watermark?.outOfOrderness, 5_000),
      idleTimeoutMs: duration('watermark.idleTimeout', input.watermark?.idleTimeout, 30_000),
      maxFutureSkewMs: duration('watermark.maxFutureSkew', input.watermark?.maxFutureSkew, 60_000),
    },
    allowedLatenessMs: duration('late.allowed', input.late?.allowed, 3_600_000),
    commitEveryMs,
    dedupe,
    queries,
    movingAverages,
    generation: '',
  };
  if (problems.length > 0) throw new DefinitionError(input.name, problems);
  const { watermark, allowedLatenessMs } = pipeline;
  return {
    ...pipeline,
    generation: fingerprint([
      queries.map(q => q.id),
      watermark.maxFutureSkewMs,
      allowedLatenessMs,
      ...(dedupe ? [dedupe] : []),
    ]),
  };
}

function checkFields(fields: Record<string, Field>, derive: Pipeline['derive'], problem: (text: string) => void): void {
  if (Object.keys(fields).length === 0) problem('event: at least one field is needed');
  for (const [name, field] of Object.entries(fields)) {
    if (!field?.kind) problem(`event.${name}: expected a field such as string() or number()`);
  }
  for (const [name, compute] of Object.entries(derive)) {
    if (!IDENTIFIER.test(name)) problem(`derive.${name}: not an identifier`);
    if (name in fields) problem(`derive.${name}: the event has a field of that name`);
    if (typeof compute !== 'function') problem(`derive.${name}: expected a function of the event`);
  }
}

function checkQuery(
  name: string,
  input: QueryInput<string>,
  fields: Record<string, Field>,
  derive: Pipeline['derive'],
  meaning: unknown,
  problem: (text: string) => void,
): Query | undefined {
  const path = `queries.${name}`;
  const known = (field: string): boolean => field in fields || field in derive;
  const groupBy = input.groupBy ?? [];
  groupBy.forEach((field, i) => {
    if (!known(field)) problem(`${path}.groupBy[${i}]: no field ${JSON.stringify(field)} in event or derive`);
  });
  const select = input.select ?? {};
  if (Object.keys(select).length === 0) problem(`${path}.select: at least one value is needed`);
  if (Object.keys(select).length > AGGREGATES_MAX)
    problem(`${path}.select: ${Object.keys(select).length} values are more than ${AGGREGATES_MAX}`);
  if (Object.values(select).filter(aggregate => aggregate?.kind === 'topK').length > 1)
    problem(`${path}.select: one topK a query, because of its size; give the other a query of its own`);
  for (const [as, aggregate] of Object.entries(select)) {
    if (!IDENTIFIER.test(as)) problem(`${path}.select.${as}: not an identifier`);
    checkAggregate(aggregate, `${path}.select.${as}`, fields, known, problem);
  }
  const emit = input.emit ?? 'onClose';
  if (emit !== 'onClose' && emit !== 'onUpdate')
    problem(`${path}.emit: expected 'onClose' or 'onUpdate': ${JSON.stringify(emit)}`);
  const window = checkWindow(input.window, `${path}.window`, problem);
  if (!window) return undefined;
  checkRowSize({ groupBy, select }, path, fields, problem);
  return { name, id: `${name}@${fingerprint([meaning, groupBy, window, select])}`, groupBy, window, select, emit };
}

/** Of a query that is right otherwise: a row of the state is in one item. */
function checkRowSize(
  query: Pick<Query, 'groupBy' | 'select'>,
  path: string,
  fields: Record<string, Field>,
  problem: (text: string) => void,
): void {
  const bytes = rowBytesMax(query, fields);
  if (bytes > ROW_BYTES_MAX)
    problem(
      `${path}.select: a row may take ${bytes} bytes, more than the ${ROW_BYTES_MAX} that are stored together; give topK and quantile queries of their own`,
    );
}

function checkAggregate(
  aggregate: Aggregate,
  path: string,
  fields: Record<string, Field>,
  known: (field: string) => boolean,
  problem: (text: string) => void,
): void {
  if (!AGGREGATE_KINDS.has(aggregate?.kind))
    return problem(`${path}: expected an aggregate such as count() or avg('price')`);
  const { kind, field, k, q } = aggregate;
  if (field === undefined) {
    if (kind !== 'count') problem(`${path}: ${kind} needs a field`);
    return;
  }
  if (!known(field)) return problem(`${path}: no field ${JSON.stringify(field)} in event or derive`);
  const declared = fields[field];
  if (NUMERIC_INPUT.has(kind) && declared && !NUMBER_KINDS.has(declared.kind))
    problem(`${path}: ${kind} needs a number, ${field} is ${declared.kind}()`);
  if (kind === 'topK' && !(Number.isInteger(k) && k! >= 1 && k! <= TOP_K_MAX))
    problem(`${path}: k must be a whole number from 1 to ${TOP_K_MAX}: ${k}`);
  if (kind === 'quantile' && !(typeof q === 'number' && q >= 0 && q <= 1))
    problem(`${path}: q must be from 0 to 1: ${q}`);
}

function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
