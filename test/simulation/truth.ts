import type { Expr, Row } from './language/expression';
import { type DrawnQuery, type Stage, stagesByStream } from './language/query';
import { lookedUp } from './lookup-model';
import type { Value } from './value';

/** What the producer knows of one event it sent: the oracle's input, never the engine's. */
export type TrueEvent =
  | {
      readonly kind: 'object';
      /** Index in its record. */
      readonly index: number;
      /** The fields as sent; a schema decides whether they are an event. */
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'broken';
      /** Null when the whole record cannot be opened. */
      readonly index: number | null;
      /** Why no schema can make an event of it. */
      readonly why: string;
    };

export interface GoodEvent {
  readonly eventTimeMs: number;
  /** Derived fields included. */
  readonly values: Readonly<Record<string, Value>>;
  /** What each query takes of it, by name; none where its `where` does not hold. */
  readonly taken: ReadonlyMap<string, Taken>;
}

/** An event as a query takes it. */
export interface Taken {
  readonly key: readonly Value[];
  /** By the text of the aggregate: what it adds, null for nothing; where null is something, absent for nothing. */
  readonly inputs: Readonly<Record<string, Value>>;
}

/** What was sent, as a definition reads it: an event, one that belongs to the quarantine, or one that `accept` passes over. */
export type Reading = GoodEvent | 'bad' | 'skipped';

/**
 * @param stage as it is to the stream of the event.
 * @param version of the lookup table; absent: there is none.
 */
export function readAs(stage: Stage, event: TrueEvent, arrivalMs: number, version?: number): Reading {
  if (event.kind === 'broken') return 'bad';
  const { accept, derived, queries, time } = stage.meaning;
  const { values, isBad } = fieldsOf(stage, event.fields);
  const rowWith = (unfit: Row['unfit']): Row => {
    const row: Row = {
      unfit,
      lookUp: (column, key) => (version === undefined ? null : lookedUp(version, column, key)),
      value: name => derived.find(field => field.name === name)?.expr.plain(row) ?? values[name] ?? null,
    };
    return row;
  };
  if (isBad) return accept?.plain(rowWith(() => null)) === false ? 'skipped' : 'bad';
  const strict = rowWith(() => {
    throw new Unfit();
  });
  try {
    if (accept && accept.plain(strict) !== true) return 'skipped';
    Object.assign(values, codeValues(stage, values));
    for (const { name, expr } of derived) values[name] = expr.plain(strict);
    const row: Row = { ...strict, value: name => values[name] ?? null };
    const taken = Object.entries(queries).flatMap(([name, query]) => {
      const one = takenBy(query, row);
      return one ? [[name, one] as const] : [];
    });
    const atMs = timeOf(values['at']!, stage.fields['at']!.kind);
    const eventTimeMs = time ? time.of(atMs, arrivalMs, values) : atMs!;
    if (eventTimeMs - arrivalMs > stage.watermark.maxFutureSkewMs) return 'bad';
    return { eventTimeMs, values, taken: new Map(taken) };
  } catch (error) {
    if (error instanceof Unfit) return 'bad';
    throw error;
  }
}

/** The event has no value for something that is asked of it, or one that cannot be kept. */
class Unfit extends Error {
  override readonly name = 'Unfit';
}

/** What does not fit the schema is null. */
function fieldsOf(
  { fields }: Stage,
  sent: Readonly<Record<string, unknown>>,
): { readonly values: Record<string, Value>; readonly isBad: boolean } {
  const values: Record<string, Value> = {};
  let isBad = false;
  for (const [name, { kind, isOptional }] of Object.entries(fields)) {
    const value = sent[name] ?? null;
    const fits = value === null ? isOptional : isOfKind(kind, value);
    isBad ||= !fits;
    values[name] = fits ? asWritten(value as Value) : null;
  }
  return { values, isBad };
}

/** Undefined where `where` does not hold: then nothing is computed but columns that are there anyway. */
function takenBy({ where, keys, aggregates }: DrawnQuery, row: Row): Taken | undefined {
  const holds = !where || where.plain(row) === true;
  const key = keys.map(({ expr }) => kept(isColumn(expr) || holds ? expr.plain(row) : null));
  const inputs: Record<string, Value> = {};
  for (const { fn, input, filter, nulls, expr } of aggregates) {
    const counts = holds && (!filter || filter.plain(row) === true);
    const isThere = !filter && input !== undefined && isColumn(input);
    const value = counts || isThere ? (input ? input.plain(row) : true) : null;
    const added = KEPT.has(fn) ? kept(value) : value;
    if (counts || !nulls) inputs[expr.sql] = added;
  }
  return holds ? { key, inputs } : undefined;
}

/** It is at hand whether or not it counts. */
const isColumn = ({ sql, reads }: Expr): boolean => sql === reads[0];

/** Aggregates that keep a value as it is. */
const KEPT: ReadonlySet<string> = new Set(['min', 'max', 'first', 'last']);
/** The longest text that may be a key or a kept value, UTF-16 units. */
const KEPT_TEXT_MAX = 512;

function kept(value: Value): Value {
  if (typeof value === 'string' && value.length > KEPT_TEXT_MAX) throw new Unfit();
  return value;
}

/** The derived fields that are functions of the definition's. */
function codeValues({ columns, meaning }: Stage, values: Readonly<Record<string, Value>>): Record<string, Value> {
  const event = Object.freeze({ ...values });
  const numbers = numbersOfCode(meaning.queries);
  const given: Record<string, Value> = {};
  for (const column of columns)
    if ('code' in column) given[column.name] = derivedValue(() => column.code(event), numbers.has(column.name));
  return given;
}

/** The functions whose values queries need as numbers. */
function numbersOfCode(queries: Stage['meaning']['queries']): Set<string> {
  const aggregates = Object.values(queries).flatMap(query => query.aggregates);
  const needed = aggregates.filter(({ fn, isOfCode }) => isOfCode && ['sum', 'avg', 'min', 'max'].includes(fn));
  return new Set(needed.map(({ input }) => input!.sql));
}

/** What a derived field gives: a text, a number that is one, a boolean or nothing. Throws for anything else, and for what it throws. */
function derivedValue(compute: () => unknown, asNumber: boolean): Value {
  let given: unknown;
  try {
    given = compute();
    if (given instanceof Promise) given.catch(() => undefined);
  } catch {
    throw new Unfit();
  }
  if (given === null || given === undefined) return null;
  if (typeof given === 'number' && Number.isFinite(given)) return given;
  if (!asNumber && typeof given === 'string') return asWritten(given);
  if (!asNumber && typeof given === 'boolean') return given;
  throw new Unfit();
}

/** Half of a surrogate pair, which UTF-8 cannot write, is written as U+FFFD. */
const asWritten = (value: Value): Value => (typeof value === 'string' ? Buffer.from(value).toString() : value);

function isOfKind(kind: string, sent: unknown): boolean {
  if (kind === 'string') return typeof sent === 'string';
  if (kind === 'isoTime') return typeof sent === 'string' && !Number.isNaN(Date.parse(sent));
  const isWhole = kind === 'integer' || kind === 'epochMillis';
  return typeof sent === 'number' && (!isWhole || Number.isInteger(sent)) && (!kind.startsWith('epoch') || sent >= 0);
}

function timeOf(value: Value, kind: string): number | null {
  if (value === null) return null;
  if (kind === 'isoTime') return Date.parse(value as string);
  return kind === 'epochSeconds' ? Math.round((value as number) * 1000) : (value as number);
}

/** All that decides what is an event for a definition: equal for two that agree on it. */
export function schemaOf(stage: Stage): string {
  return JSON.stringify(stagesByStream(stage).map(schemaOfStream));
}

function schemaOfStream({ fields, meaning }: Stage): unknown {
  const { derived, accept, queries, time } = meaning;
  const texts = Object.values(queries).map(({ where, keys, aggregates }) => [
    where?.sql,
    keys.map(({ expr }) => expr.sql),
    aggregates.map(({ expr }) => expr.sql),
  ]);
  return [fields, accept?.sql, time?.sql, derived.map(({ expr }) => expr.sql), texts];
}
