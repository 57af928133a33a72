import { printExpression, printName } from '../expression/print';
import { ExpressionProblem } from '../expression/problem';
import type { Checked } from '../expression/scalar-call';
import type { NameAt } from '../expression/syntax';
import type { Typed, ValueType } from '../expression/type';
import { didYouMean } from '../text/nearest-name';
import { typeOfField } from './field-type';
import { meaningOf } from './fields';
import type { Lookup } from './lookups';
import type { LookupColumn } from './pipeline';

type Lookups = Readonly<Record<string, Lookup>>;

/**
 * The column of what is found in a table under a key, which `keyColumn` names a column for.
 *
 * @throws ExpressionProblem for a table or a column that there is not, and for a key of another type.
 */
export function lookedUp(
  lookups: Lookups,
  table: NameAt,
  key: Checked,
  column: NameAt,
  keyColumn: (key: Checked) => string,
): LookupColumn {
  const lookup = Object.hasOwn(lookups, table.name) ? lookups[table.name]! : undefined;
  if (!lookup) {
    const names = Object.keys(lookups);
    const hint = names.length === 0 ? ': the definition has no lookups' : didYouMean(table.name, names);
    throw new ExpressionProblem(`no lookup table ${printName(table.name)}${hint}`, table.at);
  }
  const columns = Object.keys(lookup.columns);
  const index = columns.indexOf(column.name);
  const type = typeOfField(lookup.columns[column.name]);
  if (!type) {
    const hint = didYouMean(column.name, columns);
    throw new ExpressionProblem(`no column ${printName(column.name)} in lookups.${table.name}${hint}`, column.at);
  }
  const needed = typeOfField(lookup.columns[lookup.key])?.type;
  if (needed && !isComparable(needed, key.type))
    throw new ExpressionProblem(
      `${printName(table.name)} is looked up by ${lookup.key}, which is ${needed}, not ${key.type.type}`,
      table.at,
    );
  const name = `=lookup(${printName(table.name)}, ${printExpression(key.expression)}).${printName(column.name)}`;
  return { name, lookup: table.name, key: keyColumn(key), index, type: { ...type, isNullable: true } };
}

const NUMERIC: readonly string[] = ['number', 'integer'];

function isComparable(needed: ValueType | 'null', { type }: Typed): boolean {
  return type === needed || type === 'null' || (NUMERIC.includes(type) && NUMERIC.includes(needed));
}

/** What of a table gives a lookup its meaning: the rows do not, nor where they come from. */
export function lookupMeaning(lookups: Lookups, { lookup: table, index }: LookupColumn): string {
  const { key, columns } = lookups[table]!;
  const [name, field] = Object.entries(columns)[index]!;
  return JSON.stringify([table, [key, ...meaningOf(columns[key])], [name, ...meaningOf(field)]]);
}
