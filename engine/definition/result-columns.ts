import type { Typed } from '../expression/type';
import { EventColumns } from './event-columns';
import { boolean, epochMillis, type Field, integer, number, string } from './fields';
import type { Query } from './pipeline';

/**
 * The columns of a query's results as those of events: when a window begins and ends, how long it is, the keys and the values. A name
 * of the query's own comes before these. Lists have no column, nor have keys without a type.
 */
export function resultColumns(base: Query, keyTypes: readonly Typed['type'][]): EventColumns {
  const fields: Record<string, Field> = { window_start: epochMillis(), window_end: epochMillis(), duration: integer() };
  const add = (name: string, type: Typed['type']): void => {
    const field = FIELDS[type]?.();
    if (field) fields[name] = field.optional();
    else delete fields[name];
  };
  base.groupBy.forEach((name, i) => add(name, keyTypes[i]!));
  for (const [name, { type }] of Object.entries(base.values)) add(name, 'type' in type ? type.type : 'null');
  return new EventColumns(fields, [], base.name);
}

const FIELDS: Readonly<Record<Typed['type'], (() => Field) | undefined>> = {
  text: string,
  number,
  integer,
  boolean,
  time: epochMillis,
  null: undefined,
};
