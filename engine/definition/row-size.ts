import { aggregateOf } from '../accumulators/index';
import type { Scope } from '../expression/type';
import { columnType, inputTypes, mayBeText } from './column-type';
import { type EventQuery, keyColumnsOf } from './pipeline';

/** Longest text that a query may keep, as a group key or as a value of an aggregate: UTF-16 units. */
export const KEPT_TEXT_MAX = 512;

/** Largest row that an item has room for beside its keys, bytes: a row is in one item. */
export const ROW_BYTES_MAX = 390 * 1024;

/** A text that is kept, in UTF-8, with its kind and length; a number. */
const TEXT_BYTES = KEPT_TEXT_MAX * 3 + 3;
const NUMBER_BYTES = 9;
/** A text in a key is JSON: a control character takes six bytes. */
const KEY_TEXT_BYTES = KEPT_TEXT_MAX * 6 + 3;
const KEY_NUMBER_BYTES = 26;
/** The first and last instant of a session. */
const SPAN_BYTES = 16;
/** Lengths, and the place of the row. */
const ROW_BYTES = 34;

/** The bytes that a row of the query takes at most in a partial, keys included. */
export function rowBytesMax(query: Pick<EventQuery, 'groupBy' | 'keyColumns' | 'aggregates'>, scope: Scope): number {
  const keyBytes = (column: string): number =>
    mayBeText(columnType(scope, column)) ? KEY_TEXT_BYTES : KEY_NUMBER_BYTES;
  const cells = Object.values(query.aggregates).map(aggregate => {
    const inputBytes = inputTypes(scope, aggregate).map(type => (mayBeText(type) ? TEXT_BYTES : NUMBER_BYTES));
    return aggregateOf(aggregate.kind).bytesMax(inputBytes, aggregate);
  });
  return [...keyColumnsOf(query).map(keyBytes), ...cells].reduce((sum, bytes) => sum + bytes, SPAN_BYTES + ROW_BYTES);
}
