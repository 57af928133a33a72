import { type Aggregate, OF_NUMBERS } from './aggregates';
import type { AggregateKind } from '../accumulators/aggregate-kind';
import { ROW_BYTES_MAX, rowBytesMax } from './row-size';
import { fieldOf } from './check-fields';
import { type Field, FIELD_KINDS, NUMBER_KINDS } from './fields';
import { IDENTIFIER } from './identifier';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import { didYouMean } from '../text/nearest-name';
import type { Pipeline, Query } from './pipeline';
import type { QueryInput } from './pipeline-input';
import { showValue } from './show-value';
import { type Built, refuseSurplus } from './surplus';
import { checkWindow } from './windows';

const AGGREGATE_KINDS: ReadonlySet<string> = new Set<AggregateKind>([
  ...OF_NUMBERS,
  'count',
  'first',
  'last',
  'approxDistinct',
  'topK',
]);
const NOT_NUMBERS: ReadonlySet<unknown> = new Set(FIELD_KINDS.filter(kind => !NUMBER_KINDS.has(kind)));
const AGGREGATES_MAX = 24;
/** Keeps a row of the state far below an item's 400 KB: 8 entries a value, each of at most 512 characters. */
const TOP_K_MAX = 20;

const QUERY = namesOf<QueryInput<string>>({ groupBy: true, window: true, select: true, emit: true, over: true });
const AGGREGATE = namesOf<Omit<Aggregate, keyof Built>>({ kind: true, field: true, k: true, q: true });

/** What a query may name. */
export type Named = Pick<Pipeline, 'fields' | 'derive'>;

/** Checks a query over events; undefined when it has no window. */
export function checkQuery(
  name: string,
  input: QueryInput<string>,
  named: Named,
  idOf: (query: Omit<Query, 'id'>) => string,
  report: Problem,
): Query | undefined {
  const path = `queries.${name}`;
  let isRight = true;
  const problem: Problem = text => {
    isRight = false;
    report(text);
  };
  refuseUnknownKeys(input, QUERY, path, problem);
  const groupBy = checkGroupBy(input.groupBy, path, named, problem);
  const select = checkSelect(input.select, path, named, problem);
  const emit = input.emit ?? 'onClose';
  if (emit !== 'onClose' && emit !== 'onUpdate')
    problem(`${path}.emit: expected 'onClose' or 'onUpdate': ${showValue(emit)}`);
  const window = checkWindow(input.window, `${path}.window`, problem);
  if (!window) return undefined;
  if (isRight) checkRowSize({ groupBy, select }, path, named, problem);
  const query = { name, groupBy, window, select, emit };
  return { ...query, id: idOf(query) };
}

/** A row of the state is in one item. */
function checkRowSize(query: Pick<Query, 'groupBy' | 'select'>, path: string, named: Named, problem: Problem): void {
  const bytes = rowBytesMax(query, named.fields);
  if (bytes > ROW_BYTES_MAX)
    problem(
      `${path}.select: a row may take ${bytes} bytes, more than the ${ROW_BYTES_MAX} that are stored together; give topK and quantile queries of their own`,
    );
}

function checkGroupBy(given: unknown, path: string, named: Named, problem: Problem): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    problem(`${path}.groupBy: expected a list of fields such as ['room']: ${showValue(given)}`);
    return [];
  }
  for (const [i, field] of given.entries()) {
    if (!isNamed(field, named)) problem(`${path}.groupBy[${i}]: ${noField(field, named)}`);
    else if (given.indexOf(field) < i) problem(`${path}.groupBy[${i}]: ${field} is named twice`);
  }
  return given as string[];
}

function checkSelect(given: unknown, path: string, named: Named, problem: Problem): Query['select'] {
  const select = objectOf(given, `${path}.select`, '{ readings: count() }', problem) as Query['select'];
  const aggregates = Object.entries(select);
  if (aggregates.length === 0 && select === given) problem(`${path}.select: at least one value is needed`);
  if (aggregates.length > AGGREGATES_MAX)
    problem(`${path}.select: ${aggregates.length} values are more than ${AGGREGATES_MAX}`);
  if (aggregates.filter(([, aggregate]) => aggregate?.kind === 'topK').length > 1)
    problem(`${path}.select: one topK a query, because of its size; give the other a query of its own`);
  for (const [as, aggregate] of aggregates) {
    if (!IDENTIFIER.test(as)) problem(`${path}.select.${as}: not an identifier`);
    checkAggregate(aggregate, `${path}.select.${as}`, named, problem);
  }
  return select;
}

function checkAggregate(aggregate: Aggregate, path: string, named: Named, problem: Problem): void {
  if (!AGGREGATE_KINDS.has(aggregate?.kind))
    return problem(`${path}: expected an aggregate such as count() or avg('price'): ${showValue(aggregate)}`);
  refuseUnknownKeys(refuseSurplus(aggregate, path, problem), AGGREGATE, path, problem);
  const { kind, field, k, q } = aggregate;
  if (k !== undefined && kind !== 'topK') problem(`${path}.k: only topK takes it`);
  if (q !== undefined && kind !== 'quantile') problem(`${path}.q: only quantile takes it`);
  if (field === undefined) {
    if (kind !== 'count') problem(`${path}: ${kind} needs a field`);
    return;
  }
  if (!isNamed(field, named)) return problem(`${path}: ${noField(field, named)}`);
  const declared: Field | undefined = fieldOf(named.fields, field);
  if (OF_NUMBERS.has(kind) && NOT_NUMBERS.has(declared?.kind))
    problem(`${path}: ${kind} needs a number, ${field} is ${declared!.kind}()`);
  if (kind === 'topK' && !(Number.isInteger(k) && k! >= 1 && k! <= TOP_K_MAX))
    problem(`${path}: k must be a whole number from 1 to ${TOP_K_MAX}: ${showValue(k)}`);
  if (kind === 'quantile' && !(typeof q === 'number' && q >= 0 && q <= 1))
    problem(`${path}: q must be from 0 to 1: ${showValue(q)}`);
}

/** Whether it is the name of a field or of a derived field. */
export function isNamed(name: unknown, { fields, derive }: Named): name is string {
  return typeof name === 'string' && (Object.hasOwn(fields, name) || Object.hasOwn(derive, name));
}

export function noField(name: unknown, { fields, derive }: Named): string {
  const known = [...Object.keys(fields), ...Object.keys(derive)];
  return `no field ${showValue(name)} in event or derive${didYouMean(name, known)}`;
}
