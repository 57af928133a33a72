import { type Pipeline, type ResultQuery, resultQueries } from '../engine/definition/pipeline';
import type { Table } from '../engine/ports';
import type { PipelineDescription, QueryDescription } from './contract';
import { Refused } from './http';

/** What the API needs of a definition: plain data, so that it can be stored beside a function. */
export type CataloguedPipeline = Pick<Pipeline, 'name' | 'queries' | 'movingAverages'>;

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

export function findQuery({ pipeline }: Source, name: string): ResultQuery {
  const queries = resultQueries(pipeline);
  const found = queries.find(query => query.name === name);
  if (!found)
    throw new Refused(
      404,
      `no query ${show(name)} in pipeline ${pipeline.name}: ${listed(queries.map(query => query.name))}`,
    );
  return found;
}

export function describePipeline(pipeline: CataloguedPipeline): PipelineDescription {
  return { name: pipeline.name, queries: resultQueries(pipeline).map(describeQuery) };
}

function describeQuery({ name, groupBy, window, select, emit }: ResultQuery): QueryDescription {
  return {
    name,
    groupBy,
    window:
      window.kind === 'grid'
        ? { kind: 'grid', sizeMs: window.sizeMs, slideMs: window.slideMs }
        : { kind: 'session', gapMs: window.gapMs },
    values: Object.entries(select).map(([value, { kind }]) => ({ name: value, aggregate: kind })),
    emit,
  };
}

const show = (name: string): string => JSON.stringify(name.slice(0, 100));
const listed = (names: readonly string[]): string => `there is ${names.join(', ') || 'none'}`;
