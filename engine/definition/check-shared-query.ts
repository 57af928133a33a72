import type { Expression } from '../expression/expression';
import type { Scope, Typed } from '../expression/type';
import { didYouMean } from '../text/nearest-name';
import type { Aggregate } from './aggregates';
import type { CheckedEvents } from './check-events';
import { checkGroupBy, checkSelect, completeQuery, keyNames, type Keys, typesOf, VALUES_MAX } from './check-query';
import { EventColumns } from './event-columns';
import { namesOf, objectOf, objectWith, type Problem, refuseUnknownKeys } from './known-keys';
import type { EventQuery, ResultValue } from './pipeline';
import type { QueryInput } from './pipeline-input';
import { SelectedValues } from './selected-values';
import { showValue } from './show-value';
import { commonType, type Parts, wholeQuery } from './source-parts';
import { checkWritten, within } from './written';

/** What a query reads of one of its sources. */
export interface PartInput extends Pick<QueryInput<string>, 'where' | 'select'> {
  /** The keys by the names that they have in the query. @default the query's own, which must then be columns of the source */
  readonly groupBy?: QueryInput<string>['groupBy'];
}

/** A query that groups events of several sources by common keys. */
export interface SharedQueryInput extends Omit<QueryInput<string>, 'where' | 'select' | 'over'> {
  /** What it selects of each source, by the source's name. */
  readonly from: Readonly<Record<string, PartInput>>;
  /** Expressions over keys and what the sources select, such as `orders / views`. */
  readonly select?: Readonly<Record<string, string>>;
}

const QUERY = namesOf<SharedQueryInput>({
  from: true,
  groupBy: true,
  window: true,
  select: true,
  having: true,
  top: true,
  emit: true,
  keep: true,
});
const PART = namesOf<PartInput>({ where: true, groupBy: true, select: true });

interface Part {
  readonly source: string;
  readonly where: string | undefined;
  readonly keys: Keys;
  readonly selected: SelectedValues;
}

/** Checks a query over several sources: as a whole, and what each of them gives to it; undefined where it cannot be read. */
export function checkSharedQuery(
  name: string,
  input: SharedQueryInput,
  sources: ReadonlyMap<string, CheckedEvents>,
  report: Problem,
): { readonly query: Omit<EventQuery, 'id'>; readonly parts: Parts } | undefined {
  const path = `queries.${name}`;
  let isRight = true;
  const problem: Problem = text => {
    isRight = false;
    report(text);
  };
  refuseUnknownKeys(input, QUERY, path, problem);
  const read = Object.entries(input.from).flatMap(([source, part]) => {
    const events = sources.get(source);
    if (events) return [checkPart(source, part, input.groupBy, `${path}.from`, events.columns, problem)];
    problem(`${path}.from: no source ${showValue(source)}${didYouMean(source, [...sources.keys()])}`);
    return [];
  });
  if (read.length === 0) {
    if (isRight) problem(`${path}.from: at least one source is needed`);
    return undefined;
  }
  const keys = commonKeys(read, path, problem);
  const selected = selectOver(name, input.select, read, keys, problem);
  const groupBy = Object.keys(read[0]!.keys);
  const complete = completeQuery({ name, path, input, selected, read: { groupBy } }, problem);
  if (!isRight || !complete) return undefined;
  refuseAggregates(selected, path, problem);
  const parts: Parts = new Map(
    read.map(part => [
      part.source,
      {
        ...complete,
        ...(part.where !== undefined && { where: part.where }),
        ...keyNames(part.keys),
        aggregates: mapNames(part.selected.aggregates, text => nameOf(part, text)),
      },
    ]),
  );
  return { query: wholeQuery(complete, parts), parts };
}

function checkPart(
  source: string,
  given: unknown,
  groupBy: unknown,
  from: string,
  columns: EventColumns,
  problem: Problem,
): Part {
  const path = `${from}.${source}`;
  const part = objectWith(given, path, PART, '{ select: { orders: count() } }', problem);
  const where =
    part['where'] === undefined ? undefined : checkWritten(`${path}.where`, part['where'], columns, problem, 'boolean');
  const keys = checkGroupBy(part['groupBy'] ?? groupBy, path, columns, where?.expression, problem);
  const selected = new SelectedValues(columns, where?.expression, typesOf(keys), true);
  checkSelect(part['select'], path, selected, problem);
  return { source, where: where && columns.columnOf(where), keys, selected };
}

/** The types of the keys, which have the same names and types whichever source an event is of. */
function commonKeys(parts: readonly Part[], path: string, problem: Problem): Record<string, Typed> {
  const [first, ...others] = parts as [Part, ...Part[]];
  const types: Record<string, Typed> = typesOf(first.keys);
  const names = Object.keys(first.keys).join(', ');
  for (const { source, keys } of others) {
    const own = Object.keys(keys).join(', ');
    if (own !== names)
      problem(`${path}.groupBy: the keys are ${names || 'none'} of ${first.source} and ${own || 'none'} of ${source}`);
    for (const [key, type] of Object.entries(typesOf(keys))) {
      const common = commonType(types[key], type);
      if (common) types[key] = common;
      else problem(`${path}.groupBy: ${key} is ${types[key]!.type} of ${first.source} and ${type.type} of ${source}`);
    }
  }
  return types;
}

/** What the sources select, and what is computed from it. */
function selectOver(
  name: string,
  given: unknown = {},
  parts: readonly Part[],
  keys: Scope,
  problem: Problem,
): SelectedValues {
  const path = `queries.${name}`;
  const values: Record<string, ResultValue> = {};
  for (const part of parts)
    for (const [as, value] of Object.entries(part.selected.values)) {
      if (Object.hasOwn(values, as))
        problem(`${path}.from.${part.source}.select.${as}: another source selects ${as} too`);
      values[as] = { ...value, expression: renamed(value.expression, part) };
    }
  const selected = SelectedValues.of(values, new EventColumns({}, [], name), keys);
  const select = objectOf(given, `${path}.select`, "{ conversion: 'orders / views' }", problem);
  for (const [as, text] of Object.entries(select)) {
    const at = `${path}.select.${as}`;
    if (Object.hasOwn(values, as)) problem(`${at}: a source selects ${as} too`);
    else if (typeof text === 'string') within(at, text, problem, () => selected.addText(as, text));
    else problem(`${at}: expected an expression over what the sources select: ${showValue(text as Aggregate)}`);
  }
  const count = Object.keys(selected.values).length;
  if (count > VALUES_MAX) problem(`${path}.select: ${count} values are more than ${VALUES_MAX}`);
  return selected;
}

/** What is accumulated belongs to a source. */
function refuseAggregates({ aggregates }: SelectedValues, path: string, problem: Problem): void {
  const [text] = Object.keys(aggregates);
  if (text !== undefined)
    problem(`${path}: ${text} aggregates no source's events: it belongs to the select of one, as from.NAME.select`);
}

const nameOf = ({ source }: Part, text: string): string => `${source}: ${text}`;

function renamed(expression: Expression, part: Part): Expression {
  if (expression.op === 'call') return { ...expression, args: expression.args.map(arg => renamed(arg, part)) };
  if (expression.op !== 'column' || !Object.hasOwn(part.selected.aggregates, expression.name)) return expression;
  return { ...expression, name: nameOf(part, expression.name) };
}

function mapNames<T>(values: Readonly<Record<string, T>>, rename: (name: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [rename(name), value]));
}
