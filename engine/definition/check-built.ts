import type { InputName } from '../accumulators/aggregate-function';
import { aggregateFunctions, aggregateOf, isAggregateKind } from '../accumulators/index';
import { isSeriesKind } from '../series/index';
import { type Aggregate, inputsOf } from './aggregates';
import { namesOf, type Problem, refuseUnknownKeys } from './known-keys';
import type { SelectedValues } from './selected-values';
import { showValue } from './show-value';
import { type Built, refuseSurplus } from './surplus';
import { within } from './written';

const INPUTS = namesOf<Record<Exclude<InputName, 'when'>, true>>({ field: true, by: true, times: true, with: true });
const OPTIONS = namesOf<Omit<Aggregate, keyof Built | InputName | 'kind'>>({
  k: true,
  q: true,
  exactUpTo: true,
});

/** Checks an aggregate that a builder has made, or that is written out, and adds it to what is selected. */
export function checkBuilt(
  as: string,
  given: Aggregate,
  path: string,
  selected: SelectedValues,
  report: Problem,
): void {
  let isRight = true;
  const problem: Problem = text => {
    isRight = false;
    report(text);
  };
  if (isSeriesKind(given?.kind))
    return problem(
      `${path}: ${String(given.kind)} goes along a key's windows: it belongs to a query with over and no window`,
    );
  if (!isAggregateKind(given?.kind))
    return problem(
      `${path}: expected an aggregate such as count() or avg('price'), or an expression over some: ${showValue(given)}`,
    );
  const aggregate = refuseSurplus(given, path, problem);
  refuseUnknownParts(aggregate, path, problem);
  const { kind } = aggregate;
  const { parameters, options } = aggregateOf(kind);
  for (const { name, isOptional } of parameters) {
    const input = aggregate[name];
    if (input === undefined && !isOptional) problem(`${path}: ${kind} needs a ${name}`);
    else if (input !== undefined && typeof input !== 'string')
      problem(`${path}: expected a field or an expression: ${showValue(input)}`);
  }
  for (const { name, expected, fits, default: unsaid } of options)
    if (!fits(aggregate[name] === undefined ? unsaid : aggregate[name]))
      problem(`${path}: ${name} must be ${expected}: ${showValue(aggregate[name])}`);
  const text = inputsOf(aggregate)[0]?.column ?? kind;
  if (isRight) within(path, text, problem, () => selected.addBuilt(as, aggregate));
}

/** The parts that an aggregate has by name: its inputs and its options. */
function partsOf(kind: Aggregate['kind']): readonly string[] {
  const { parameters, options } = aggregateOf(kind);
  return [...parameters.filter(({ isImplied }) => !isImplied), ...options].map(({ name }) => name);
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
