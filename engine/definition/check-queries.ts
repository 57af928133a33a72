import type { Scope } from '../expression/type';
import { didYouMean } from '../text/nearest-name';
import { checkCascade } from './check-cascade';
import { checkSeries, type SeriesInput } from './check-series';
import { IDENTIFIER } from './identifier';
import { objectOf, type Problem } from './known-keys';
import { depthOf, type EventQuery, keyTypes, type Pipeline, type Query } from './pipeline';
import type { CascadeInput, QueryInput } from './pipeline-input';
import { showValue } from './show-value';

const QUERIES_MAX = 32;
/** So many queries may stand on each other over one that reads events: each may be revised as often as the one below. */
const OVER_MAX = 4;

type Fingerprint = (value: unknown) => string;
type OverInput = SeriesInput | CascadeInput;

/**
 * Checks all queries: first those over events, then each other one after the query whose results it reads.
 *
 * @param checkOne checks one over events.
 * @param scope the types of what these read.
 */
export function checkQueries(
  given: unknown = {},
  checkOne: (name: string, input: QueryInput<string>) => EventQuery | undefined,
  scope: Scope,
  fingerprint: Fingerprint,
  problem: Problem,
): Pipeline['queries'] {
  const inputs = Object.entries(objectOf(given, 'queries', "{ by_room: { groupBy: ['room'], ... } }", problem));
  if (inputs.length === 0) problem('queries: at least one is needed');
  if (inputs.length > QUERIES_MAX) problem(`queries: ${inputs.length} are more than ${QUERIES_MAX}`);
  const queries: Query[] = [];
  const overOthers: [string, OverInput][] = [];
  for (const [name, query] of inputs) {
    if (!IDENTIFIER.test(name)) problem(`queries.${name}: a query's name is an identifier of at most 64 characters`);
    const example = "{ window: tumbling('1 minute'), select: { n: count() } }";
    const input = objectOf(query, `queries.${name}`, example, problem);
    if (input !== query) continue;
    if ('over' in input) overOthers.push([name, input as unknown as OverInput]);
    else queries.push(...present(checkOne(name, input as unknown as QueryInput<string>)));
  }
  const names = inputs.map(([name]) => name);
  for (const [name, input] of afterTheirBases(overOthers, problem))
    queries.push(...present(checkOver(name, input, { queries, scope }, names, fingerprint, problem)));
  return queries;
}

const present = <T>(checked: T | undefined): T[] => (checked === undefined ? [] : [checked]);

/** Queries over others, each after the one that it reads, where that is one too. */
function afterTheirBases(inputs: readonly [string, OverInput][], problem: Problem): [string, OverInput][] {
  const ordered: [string, OverInput][] = [];
  for (let left = inputs; left.length > 0;) {
    const names = left.map(([name]) => name);
    const waiting = left.filter(([, { over }]) => names.includes(over));
    if (waiting.length === left.length) {
      const [name, { over }] = left[0]!;
      problem(
        `queries.${name}.over: ${over} reads ${name === over ? 'itself' : `${name} in turn`}: they go in a circle`,
      );
      return ordered;
    }
    ordered.push(...left.filter(each => !waiting.includes(each)));
    left = waiting;
  }
  return ordered;
}

/** @param names of all queries as written, wrong ones included. */
function checkOver(
  name: string,
  input: OverInput,
  checked: Pick<Pipeline, 'queries' | 'scope'>,
  names: readonly string[],
  fingerprint: Fingerprint,
  problem: Problem,
): Query | undefined {
  const path = `queries.${name}.over`;
  const { over } = input;
  const base = checked.queries.find(query => query.name === over);
  if (!base) {
    // What is wrong with a query that is there is said with it.
    if (!names.includes(over)) problem(`${path}: no query ${showValue(over)}${didYouMean(over, [...names])}`);
    return undefined;
  }
  if (depthOf(base, checked) >= OVER_MAX) problem(`${path}: more than ${OVER_MAX} queries stand on each other`);
  return 'window' in input && input.window !== undefined
    ? checkCascade(name, input, base, keyTypes(checked, base), fingerprint, problem)
    : checkSeries(name, input as SeriesInput, base, fingerprint, problem);
}
