import { capacityOf } from '../accumulators/top-k';
import type { Aggregate } from './aggregates';
import type { Field } from './fields';
import type { Query } from './pipeline';

/** Longest text that a query may keep, as a group key or as a value of first, last or topK: UTF-16 units. */
export const KEPT_TEXT_MAX = 512;

/** Largest row that an item has room for beside its keys, bytes: a row is in one item. */
export const ROW_BYTES_MAX = 390 * 1024;

/** A text that is kept, in UTF-8, with its kind and length; a number. */
const TEXT_BYTES = KEPT_TEXT_MAX * 3 + 3;
const NUMBER_BYTES = 9;
/** A text in a key is JSON: a control character takes six bytes. */
const KEY_TEXT_BYTES = KEPT_TEXT_MAX * 6 + 3;
/** A count, or an instant. */
const COUNT_BYTES = 8;
const SUM_BYTES = 18;
/** Sequence number and index of an event. */
const POSITION_BYTES = 25 + COUNT_BYTES;
/** 4,096 registers of six bits, or fewer than 257 hashes. */
const DISTINCT_BYTES = 3076;
/** 2,048 bins of either sign: a byte for the distance, and three for a count, which is below 2 million on average. */
const QUANTILE_BYTES = 2 * (2048 * 4 + 16);

/** The bytes that a row of the query takes at most in a partial, keys included. */
export function rowBytesMax(
  { groupBy, select }: Pick<Query, 'groupBy' | 'select'>,
  fields: Readonly<Record<string, Field>>,
): number {
  const isText = (field: string): boolean => ['string', 'isoTime', undefined].includes(fields[field]?.kind);
  const key = groupBy.reduce((sum, field) => sum + (isText(field) ? KEY_TEXT_BYTES : 26), 2);
  const span = 2 * COUNT_BYTES;
  return Object.values(select).reduce((sum, aggregate) => sum + cellBytes(aggregate, isText), key + span + 32);
}

function cellBytes({ kind, field, k }: Aggregate, isText: (field: string) => boolean): number {
  const value = field !== undefined && isText(field) ? TEXT_BYTES : NUMBER_BYTES;
  switch (kind) {
    case 'count':
      return COUNT_BYTES;
    case 'min':
    case 'max':
      return NUMBER_BYTES;
    case 'sum':
    case 'avg':
      return COUNT_BYTES + SUM_BYTES;
    case 'stddev':
      return COUNT_BYTES + 2 * SUM_BYTES;
    case 'first':
    case 'last':
      return value + COUNT_BYTES + POSITION_BYTES;
    case 'approxDistinct':
      return DISTINCT_BYTES;
    case 'quantile':
      return QUANTILE_BYTES + COUNT_BYTES;
    case 'topK':
      return 2 * COUNT_BYTES + capacityOf(k!) * (value + 2 * COUNT_BYTES);
  }
}
