import type { LookupTables } from '../ports';
import { types } from 'node:util';
import { type Scalar, wellFormed } from '../values';
import { assumedTypes } from '../definition/column-type';
import { TIME_KINDS } from '../definition/fields';
import {
  ARRIVAL_TIME,
  columnsReadBy,
  type CodeColumn,
  type ComputedColumn,
  eventQueries,
  type EventValues,
  type LookupColumn,
  type Pipeline,
} from '../definition/pipeline';
import { evaluate } from '../expression/evaluate';
import type { Expression } from '../expression/expression';
import { printWhole } from '../expression/print';
import type { ValueType } from '../expression/type';
import { printable } from '../text/printable';
import { toMs } from './instant';
import { isInRange } from './read-value';
import { thrownText, unfit } from './thrown-text';

/** What a function of the definition must give: its stated type, or what the aggregates that read it need. */
export function codeType({ name, type }: CodeColumn, pipeline: Pick<Pipeline, 'queries'>): ValueType | undefined {
  return type ?? assumedTypes(name, eventQueries(pipeline))[0];
}

/**
 * What a function of the definition gave, as it counts: text that is well-formed, a finite number, a boolean or null, of the
 * type that is needed. Undefined for anything else: that event's quarantine.
 */
export function codeValue(value: unknown, type: ValueType | undefined): Scalar | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return isNumberOf(value, type) ? value : undefined;
  if (typeof value === 'string') return type === undefined || type === 'text' ? value.toWellFormed() : undefined;
  if (typeof value === 'boolean') return type === undefined || type === 'boolean' ? value : undefined;
  if (typeof value === 'object') settle(value);
  return undefined;
}

function isNumberOf(value: number, type: ValueType | undefined): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'time') return Number.isInteger(value) && isInRange(value);
  return Number.isFinite(value) && (type === undefined || type === 'number');
}

/** A promise that rejects and that nobody waits for would end the process. */
function settle(value: object): void {
  if (types.isPromise(value)) void Promise.prototype.then.call(value, undefined, () => undefined);
}

type Row = Record<string, Scalar | null>;

/** An event's fields, and its arrival, as expressions see them: times are ms since 1970. */
export function rowOf({ fields }: Pick<Pipeline, 'fields'>, values: EventValues, arrivalMs: number): Row {
  const row: Row = { [ARRIVAL_TIME]: arrivalMs, ...values };
  for (const [name, field] of Object.entries(fields)) {
    const value = row[name] ?? null;
    if (value !== null && TIME_KINDS.has(field.kind)) row[name] = toMs(value, field);
  }
  return row;
}

/**
 * Computes the columns of an event into `values`, in plain steps: the reference for any faster way. The reason where one has no
 * value, whatever a function does.
 */
export function computeColumns(pipeline: Pipeline, values: Row, row: Row, tables: LookupTables): string | undefined {
  // A copy that cannot be changed: no function's code alters what the others and the queries see.
  const event = Object.freeze({ ...values });
  for (const column of pipeline.columns) {
    try {
      values[column.name] = row[column.name] =
        'lookup' in column ? found(column, row, tables) : valueOf(column, pipeline, event, row);
    } catch (thrown) {
      return `${placeOf(column, pipeline)}: ${thrownText(thrown)}`;
    }
  }
  return undefined;
}

/** What a missing key finds is null, as what a null key does. */
function found({ lookup, key, index }: LookupColumn, row: Row, { rows }: LookupTables): Scalar | null {
  const value = row[key] ?? null;
  return value === null ? null : (rows[lookup]!.get(value)?.[index] ?? null);
}

function valueOf(
  column: Exclude<ComputedColumn, LookupColumn>,
  pipeline: Pipeline,
  event: EventValues,
  row: Row,
): Scalar | null {
  if ('code' in column) return run(column, pipeline, event);
  return 'isArrival' in column ? row[ARRIVAL_TIME]! : wellFormed(evaluate(column.expression, row, THROW));
}

const THROW = { onBadNumber: 'throw' } as const;

/** When an event happened, ms; the reason where that cannot be said. */
export function eventTimeOf({ eventTime }: Pick<Pipeline, 'eventTime'>, row: Row): number | string {
  const ms = row[eventTime] as number | null;
  if (ms === null) return 'eventTime: null';
  return isInRange(ms) ? ms : 'eventTime: outside of 1970 to 9999';
}

/** Whether an event is passed over; the reason where that cannot be said. */
export function isPassedOver({ accept }: Pipeline, row: Row): boolean | string {
  if (!accept) return false;
  try {
    return evaluate(accept, row, THROW) !== true;
  } catch (thrown) {
    return `accept: ${thrownText(thrown)}`;
  }
}

/** Whether what can be read of an event that does not satisfy its schema tells that it is none of those that are accepted. */
export function isOfAnotherKind({ accept }: Pipeline, row: Row): boolean {
  return accept !== undefined && evaluate(accept, row, { onBadNumber: 'null' }) === false;
}

function run(column: CodeColumn, pipeline: Pipeline, event: EventValues): Scalar | null {
  const given = column.code(event);
  const type = codeType(column, pipeline);
  const value = codeValue(given, type);
  if (value === undefined) throw new Error(unfit(given, type));
  return value;
}

const NAME_CHARACTERS_MAX = 100;

/** A column's name; of one without a name its text as the definition has it, with the query that computes it. */
function placeOf(column: ComputedColumn, pipeline: Pick<Pipeline, 'queries' | 'eventTime'>): string {
  if (!('expression' in column) || !column.name.startsWith('=')) return printable(column.name, NAME_CHARACTERS_MAX);
  const query = eventQueries(pipeline).find(each => columnsReadBy(each).includes(column.name));
  const reader = column.name === pipeline.eventTime ? 'eventTime' : query && `queries.${query.name}`;
  const text = printable(printWhole(withoutGuard(column.expression)), NAME_CHARACTERS_MAX);
  return reader ? `${reader}: ${text}` : text;
}

/** What is computed only where a condition holds. */
function withoutGuard(expression: Expression): Expression {
  const isGuarded = expression.op === 'call' && expression.fn === 'case' && expression.args.length === 2;
  return isGuarded ? withoutGuard(expression.args[1]!) : expression;
}
