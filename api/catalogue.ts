import {
  aggregateOfValue,
  type Pipeline,
  type Query,
  type ResultValue,
  type WindowQuery,
} from '../engine/definition/pipeline';
import type { Expression } from '../engine/expression/expression';
import { aggregateOf } from '../engine/accumulators/index';
import type { Table } from '../engine/ports';
import { type ColumnType, valueType } from '../engine/results/lake-columns';
import type { SuccessiveWindow } from '../engine/windows/window';
import type { Dashboard } from './dashboard';
import type { PipelineDescription, QueryDescription, SuccessiveDescription, ValueDescription } from './contract';
import { Refused } from './http';

/** What the API needs of a definition: plain data, so that it can be stored beside a function. */
export type CataloguedPipeline = Pick<Pipeline, 'name' | 'scope' | 'queries'> & { readonly dashboard?: Dashboard };

/** What the API needs of a definition, and nothing else of it. */
export function catalogued({ name, scope, queries, dashboard }: CataloguedPipeline): CataloguedPipeline {
  return { name, scope, queries, ...(dashboard && { dashboard }) };
}

/** A pipeline with the tables that its answers are read from. */
export interface Source {
  readonly pipeline: CataloguedPipeline;
  readonly results: Table;
  readonly state: Table;
}

export function findSource(sources: readonly Source[], name: string): Source {
  const found = sources.find(({ pipeline }) => pipeline.name === name);
  if (!found) throw new Refused(404, `no pipeline ${show(name)}: ${listed(sources.map(each => each.pipeline.name))}`);
  return found;
}

export function findQuery({ pipeline }: Source, name: string): Query {
  const { queries } = pipeline;
  const found = queries.find(query => query.name === name);
  if (!found)
    throw new Refused(
      404,
      `no query ${show(name)} in pipeline ${pipeline.name}: ${listed(queries.map(query => query.name))}`,
    );
  return found;
}

export function describePipeline(pipeline: CataloguedPipeline): PipelineDescription {
  const { name, queries, dashboard } = pipeline;
  return { name, queries: queries.map(describeQuery), ...(dashboard && { dashboard }) };
}

function describeQuery(query: Query): QueryDescription {
  const { name, over, groupBy, window, emit, keepMs } = query;
  return {
    name,
    ...(over !== undefined && { over }),
    groupBy,
    window: describeWindow(window),
    values: describeValues(query),
    emit,
    ...(keepMs !== undefined && { keepMs }),
  };
}

function describeWindow(window: Query['window']): QueryDescription['window'] {
  if (window.kind === 'session') return { kind: 'session', gapMs: window.gapMs };
  if (window.kind === 'cumulate') return { ...window, period: describeSuccessive(window.period) };
  return describeSuccessive(window);
}

/** The offset tells nobody more than the start of a window does. */
const describeSuccessive = (window: SuccessiveWindow): SuccessiveDescription =>
  window.kind === 'calendar' ? window : { kind: 'grid', sizeMs: window.sizeMs, slideMs: window.slideMs };

/** In the order of a result's values. */
export function describeValues(query: Query): readonly ValueDescription[] {
  return Object.entries(query.values).map(([name, value]) => {
    const type = plainType(valueType(value.type));
    if ('series' in query) {
      const { kind, ...more } = query.series[name]!;
      return { name, aggregate: kind, type, ...(kind !== 'value' && more) };
    }
    const of = aggregateOfValue(query, name);
    if (!of) return { name, aggregate: 'expression', type, ...ratioOf(query, name) };
    const { isCount, isAdditive } = aggregateOf(of.kind);
    return { name, aggregate: of.kind, type, ...(isCount && { isCount }), ...(isAdditive && { isAdditive }) };
  });
}

/** Of a value that is the quotient of two others that add up. */
function ratioOf(query: WindowQuery, name: string): Pick<ValueDescription, 'ratio'> {
  const { expression } = query.values[name]!;
  if (expression.op !== 'call' || expression.fn !== '/') return {};
  const [of, per] = expression.args.map(part => additiveValue(query, part));
  return of !== undefined && per !== undefined ? { ratio: { of, per } } : {};
}

/** The value that a part of an expression is, by its name or as the same aggregate; undefined where it does not add up. */
function additiveValue(query: WindowQuery, part: Expression): string | undefined {
  if (part.op !== 'column') return undefined;
  const { values } = query;
  const isSame = ({ expression }: ResultValue): boolean => expression.op === 'column' && expression.name === part.name;
  const name = Object.hasOwn(values, part.name) ? part.name : Object.keys(values).find(each => isSame(values[each]!));
  const aggregate = name === undefined ? undefined : aggregateOfValue(query, name);
  return aggregate && aggregateOf(aggregate.kind).isAdditive ? name : undefined;
}

function plainType(type: ColumnType): ValueDescription['type'] {
  if (type === 'bigint' || type === 'double') return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'string' ? 'text' : 'list';
}

const show = (name: string): string => JSON.stringify(name.slice(0, 100));
const listed = (names: readonly string[]): string => `there is ${names.join(', ') || 'none'}`;
