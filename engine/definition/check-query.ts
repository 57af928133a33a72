import type { Expression } from '../expression/expression';
import type { Scope, Typed } from '../expression/type';
import { didYouMean } from '../text/nearest-name';
import type { Aggregate } from './aggregates';
import { checkBuilt } from './check-built';
import { checkKeep } from './check-keep';
import { checkHaving, checkTop } from './check-top';
import type { EventColumns } from './event-columns';
import { IDENTIFIER } from './identifier';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import type { EventQuery } from './pipeline';
import type { QueryInput } from './pipeline-input';
import { ROW_BYTES_MAX, rowBytesMax } from './row-size';
import { SelectedValues } from './selected-values';
import { showValue } from './show-value';
import { checkWindow } from './check-window';
import { checkWritten, within } from './written';

export const VALUES_MAX = 24;

const QUERY = namesOf<QueryInput<string>>({
  where: true,
  groupBy: true,
  window: true,
  select: true,
  having: true,
  top: true,
  emit: true,
  keep: true,
  over: true,
});

/** Checks a query over events; undefined when it has no window. */
export function checkQuery(
  name: string,
  input: QueryInput<string>,
  columns: EventColumns,
  idOf: (query: Omit<EventQuery, 'id'>) => string,
  report: Problem,
): EventQuery | undefined {
  const path = `queries.${name}`;
  let isRight = true;
  const problem: Problem = text => {
    isRight = false;
    report(text);
  };
  refuseUnknownKeys(input, QUERY, path, problem);
  const where =
    input.where === undefined ? undefined : checkWritten(`${path}.where`, input.where, columns, problem, 'boolean');
  const keys = checkGroupBy(input.groupBy, path, columns, where?.expression, problem);
  const selected = new SelectedValues(columns, where?.expression, typesOf(keys));
  checkSelect(input.select, path, selected, problem);
  const read = { ...(where && { where: columns.columnOf(where) }), ...keyNames(keys) };
  const query = completeQuery({ name, path, input, selected, read }, problem);
  if (!query) return undefined;
  if (isRight) checkRowSize(query, path, columns.scope, problem);
  return { ...query, id: idOf(query) };
}

/** A query of which is known what it reads and selects. */
interface Begun {
  readonly name: string;
  readonly path: string;
  readonly input: Pick<QueryInput<string>, 'having' | 'top' | 'emit' | 'keep' | 'window'>;
  readonly selected: SelectedValues;
  readonly read: Pick<EventQuery, 'where' | 'groupBy' | 'keyColumns'>;
}

/** Checks what a query says of its results and its windows; undefined when it has none. */
export function completeQuery(
  { name, path, input, selected, read }: Begun,
  problem: Problem,
): Omit<EventQuery, 'id'> | undefined {
  const having =
    input.having === undefined ? undefined : checkHaving(input.having, `${path}.having`, selected, problem);
  const top = input.top === undefined ? undefined : checkTop(input.top, read.groupBy, `${path}.top`, selected, problem);
  const query = {
    name,
    ...read,
    aggregates: sortedByText(selected.aggregates),
    values: selected.values,
    ...(having && { having }),
    ...(top && { top }),
    emit: checkEmit(input.emit, path, problem),
    ...checkKeep(input.keep, path, problem),
  };
  const window = checkWindow(input.window, `${path}.window`, problem);
  if (!window) return undefined;
  if (top && window.kind === 'session') problem(`${path}.top: each key has its own sessions, so none can be compared`);
  if (query.emit === 'onUpdate' && window.kind === 'cumulate')
    problem(`${path}.emit: a cumulate window reports what there is so far when its step ends; leave emit out`);
  return { ...query, window };
}

/** In one order, whatever the order of what is selected: it is the order of a row's cells. */
function sortedByText(aggregates: EventQuery['aggregates']): EventQuery['aggregates'] {
  return Object.fromEntries(Object.entries(aggregates).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function checkEmit(emit: unknown = 'onClose', path: string, problem: Problem): EventQuery['emit'] {
  if (emit !== 'onClose' && emit !== 'onUpdate')
    problem(`${path}.emit: expected 'onClose' or 'onUpdate': ${showValue(emit)}`);
  return emit as EventQuery['emit'];
}

/** A row of the state is in one item. */
export function checkRowSize(
  query: Pick<EventQuery, 'groupBy' | 'keyColumns' | 'aggregates'>,
  path: string,
  scope: Scope,
  problem: Problem,
): void {
  const bytes = rowBytesMax(query, scope);
  if (bytes > ROW_BYTES_MAX)
    problem(
      `${path}.select: a row may take ${bytes} bytes, more than the ${ROW_BYTES_MAX} that are stored together; give topK, quantile and what is exact up to many values queries of their own`,
    );
}

/** A key, the column that holds it, and its type where it has one. */
export type Keys = Readonly<Record<string, { readonly column: string; readonly type: Typed | undefined }>>;

export const typesOf = (keys: Keys): Record<string, Typed> =>
  Object.fromEntries(Object.entries(keys).flatMap(([name, { type }]) => (type ? [[name, type]] : [])));

/** The keys' names, with the columns that hold them where these have others. */
export function keyNames(keys: Keys): Pick<EventQuery, 'groupBy' | 'keyColumns'> {
  const groupBy = Object.keys(keys);
  const columns = Object.values(keys).map(({ column }) => column);
  return { groupBy, ...(groupBy.some((name, i) => name !== columns[i]) && { keyColumns: columns }) };
}

export function checkGroupBy(
  given: unknown,
  path: string,
  columns: EventColumns,
  where: Expression | undefined,
  problem: Problem,
): Keys {
  if (given === undefined) return {};
  if (typeof given === 'object' && given !== null && !Array.isArray(given))
    return checkNamedKeys(given as Record<string, unknown>, path, columns, where, problem);
  if (!Array.isArray(given)) {
    problem(`${path}.groupBy: expected a list of fields such as ['room']: ${showValue(given)}`);
    return {};
  }
  const keys = new Map<string, Keys[string]>();
  for (const [i, name] of given.entries()) {
    if (!columns.has(name) && !(typeof name === 'string' && columns.typeOf(name)))
      problem(`${path}.groupBy[${i}]: ${noColumn(name, columns)}`);
    else if (keys.has(name)) problem(`${path}.groupBy[${i}]: ${name} is named twice`);
    else keys.set(name, keyOf(name, columns));
  }
  return Object.fromEntries(keys);
}

/** Keys by name, as expressions. */
function checkNamedKeys(
  given: Readonly<Record<string, unknown>>,
  path: string,
  columns: EventColumns,
  where: Expression | undefined,
  problem: Problem,
): Keys {
  const keys: Record<string, Keys[string]> = {};
  for (const [name, text] of Object.entries(given)) {
    const at = `${path}.groupBy.${name}`;
    if (!IDENTIFIER.test(name)) problem(`${at}: not an identifier`);
    const checked = checkWritten(at, text, columns, problem);
    if (checked) keys[name] = keyOf(columns.guarded(checked, where), columns);
  }
  return keys;
}

function keyOf(of: Parameters<EventColumns['keyColumnOf']>[0] | string, columns: EventColumns): Keys[string] {
  const column = columns.keyColumnOf(typeof of === 'string' ? columns.check(of) : of);
  return { column, type: columns.typeOf(column) };
}

export function checkSelect(given: unknown, path: string, selected: SelectedValues, problem: Problem): void {
  const select = objectOf(given, `${path}.select`, '{ readings: count() }', problem);
  const entries = Object.entries(select);
  if (entries.length === 0 && select === given) problem(`${path}.select: at least one value is needed`);
  if (entries.length > VALUES_MAX) problem(`${path}.select: ${entries.length} values are more than ${VALUES_MAX}`);
  for (const [as, value] of entries) {
    const at = `${path}.select.${as}`;
    if (!IDENTIFIER.test(as)) problem(`${at}: not an identifier`);
    if (typeof value === 'string') within(at, value, problem, () => selected.addText(as, value));
    else checkBuilt(as, value as Aggregate, at, selected, problem);
  }
}

/** Why a name is none of the columns. */
export function noColumn(name: unknown, columns: EventColumns): string {
  return `no field ${showValue(name)} in ${columns.place}${didYouMean(name, columns.names)}`;
}
