import type { Scalar } from '../values';
import type { ValueType } from '../expression/type';
import { type Built, surplusOf } from './surplus';

/** What a function's values are, by the type that it states; null is always possible. */
interface TypeScriptTypes {
  text: string;
  number: number;
  integer: number;
  boolean: boolean;
  /** ms since 1970. */
  time: number;
}

/** A function of a definition with the type of its values. */
export interface Code<Event = never, Type extends ValueType = ValueType> extends Built {
  readonly type: Type;
  readonly code: (event: Event) => TypeScriptTypes[Type] | null | undefined;
}

export const VALUE_TYPES: readonly ValueType[] = ['text', 'number', 'integer', 'boolean', 'time'];

/**
 * A derived field by a function, with its type, so that expressions may read it. An event for which it gives a value of another
 * type goes to the quarantine.
 */
export function code<Event, Type extends ValueType>(
  type: Type,
  compute: (event: Event) => TypeScriptTypes[Type] | null | undefined,
  ...more: readonly unknown[]
): Code<Event, Type> {
  return { type, code: compute, ...surplusOf('code takes a type and a function, got also', more) };
}

/** A derived field by a function that states no type. */
export type Untyped<Event> = (event: Event) => Scalar | null | undefined;
