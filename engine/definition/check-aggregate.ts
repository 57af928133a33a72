import { type InputName, needed, type Parameter } from '../accumulators/aggregate-function';
import { aggregateFunctions, aggregateOf, isAggregateKind } from '../accumulators/index';
import { didYouMean } from '../text/nearest-name';
import type { Aggregate } from './aggregates';
import { columnType } from './column-type';
import { namesOf, type Problem, refuseUnknownKeys } from './known-keys';
import type { Pipeline } from './pipeline';
import { showValue } from './show-value';
import { type Built, refuseSurplus } from './surplus';

/** What a query may name. */
export type Named = Pick<Pipeline, 'fields' | 'derive'>;

const INPUTS = namesOf<Record<InputName, true>>({ field: true, by: true, times: true, with: true });
const OPTIONS = namesOf<Omit<Aggregate, keyof Built | InputName | 'kind'>>({ k: true, q: true });

/** Checks one selected value of a query. */
export function checkAggregate(given: Aggregate, path: string, named: Named, problem: Problem): void {
  if (!isAggregateKind(given?.kind))
    return problem(`${path}: expected an aggregate such as count() or avg('price'): ${showValue(given)}`);
  const aggregate = refuseSurplus(given, path, problem);
  refuseUnknownParts(aggregate, path, problem);
  const { parameters, options } = aggregateOf(aggregate.kind);
  for (const parameter of parameters) checkInput(aggregate, parameter, path, named, problem);
  for (const { name, expected, fits } of options)
    if (!fits(aggregate[name])) problem(`${path}: ${name} must be ${expected}: ${showValue(aggregate[name])}`);
}

/** The parts that an aggregate has by name: its inputs and its options. */
function partsOf(kind: Aggregate['kind']): readonly string[] {
  const { parameters, options } = aggregateOf(kind);
  return [...parameters, ...options].map(({ name }) => name);
}

function refuseUnknownParts(aggregate: Aggregate, path: string, problem: Problem): void {
  const own = partsOf(aggregate.kind);
  const others = [...INPUTS, ...OPTIONS].filter(part => !own.includes(part));
  const rest: Record<string, unknown> = { ...aggregate };
  for (const part of others) {
    const given = rest[part];
    delete rest[part];
    if (given === undefined) continue;
    const takers = aggregateFunctions.filter(({ kind }) => partsOf(kind).includes(part)).map(({ kind }) => kind);
    problem(`${path}.${part}: only ${takers.join(', ')} ${takers.length === 1 ? 'takes' : 'take'} it`);
  }
  refuseUnknownKeys(rest, ['kind', ...own], path, problem);
}

function checkInput(aggregate: Aggregate, parameter: Parameter, path: string, named: Named, problem: Problem): void {
  const { kind } = aggregate;
  const { name: part, isOptional } = parameter;
  const column = aggregate[part];
  if (column === undefined) return isOptional ? undefined : problem(`${path}: ${kind} needs a ${part}`);
  if (!isNamed(column, named)) return problem(`${path}: ${noField(column, named)}`);
  const type = columnType(named, column);
  const need = type && needed(parameter, type.type);
  if (need !== undefined) problem(`${path}: ${kind} needs ${need}, ${column} is ${named.fields[column]!.kind}()`);
}

/** Whether it is the name of a field or of a derived field. */
export function isNamed(name: unknown, { fields, derive }: Named): name is string {
  return typeof name === 'string' && (Object.hasOwn(fields, name) || Object.hasOwn(derive, name));
}

export function noField(name: unknown, { fields, derive }: Named): string {
  const known = [...Object.keys(fields), ...Object.keys(derive)];
  return `no field ${showValue(name)} in event or derive${didYouMean(name, known)}`;
}
