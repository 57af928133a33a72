import type { AggregateType } from '../../engine/accumulators/aggregate-function';
import { columnType } from '../../engine/definition/column-type';
import type { Field } from '../../engine/definition/fields';
import type { Lookup } from '../../engine/definition/lookups';
import { looksBack, seriesInputsOf, type SeriesValue } from '../../engine/definition/series-values';
import {
  type ComputedColumn,
  type EventQuery,
  keyColumnsOf,
  type SeriesQuery,
  type Pipeline,
  type Top,
  type WindowQuery,
} from '../../engine/definition/pipeline';
import { type Column, glueType, resultColumns } from '../../engine/results/lake-columns';
import { everyMs, mostMs } from '../../engine/windows/usual';
import { type Panes, panesOf } from '../../engine/windows/panes';
import type { Window } from '../../engine/windows/window';
import { errorOf } from './approximate';
import { type StateBytes, stateBytesOf } from './state-bytes';
import { seriesFunctionOf } from '../../engine/series/index';
import { printWhole } from '../../engine/expression/print';
import { columnText, resultText } from './texts';

/** Something with a name that an expression computes; without one it is the column of its name, or a function. */
export interface NamedValue {
  readonly name: string;
  /** Absent: known at run time only. */
  readonly type: AggregateType | undefined;
  readonly expression?: string | undefined;
}

export interface FieldPlan extends Pick<Field, 'kind' | 'isOptional'> {
  readonly name: string;
  readonly at: Field['at'] | undefined;
  readonly text: Field['text'] | undefined;
  readonly zone: Field['zone'] | undefined;
  readonly format: Field['format'] | undefined;
}

/** How windows are merged: lengths in ms. */
export interface PanesPlan extends Pick<Panes, 'paneMs' | 'groupMs'> {
  /** Panes that one window is merged from; of a session at most. */
  readonly panesPerWindow: number;
  /** Windows that one event counts in. */
  readonly windowsPerEvent: number;
  readonly panesPerGroup: number;
}

export interface QueryPlan {
  readonly name: string;
  readonly id: string;
  /** The query whose results are its events; undefined: it reads events. */
  readonly over: string | undefined;
  readonly where: string | undefined;
  readonly keys: readonly NamedValue[];
  readonly window: Window;
  /** There where it reads events, as its state is. */
  readonly panes: PanesPlan | undefined;
  /** Each once, however many values are computed from it. */
  readonly aggregates: readonly { readonly aggregate: string; readonly error: string | undefined }[];
  readonly values: readonly NamedValue[];
  readonly having: string | undefined;
  readonly top: (Omit<Top, 'by'> & { readonly by: string }) | undefined;
  readonly emit: EventQuery['emit'];
  readonly keepMs: number | undefined;
  readonly state: StateBytes | undefined;
}

export interface SeriesPlan {
  readonly name: string;
  readonly id: string;
  readonly over: string;
  readonly along: true;
  readonly values: readonly NamedValue[];
  readonly keepMs: number | undefined;
}

/** Events a second of a pipeline, and keys of a query in one window. */
interface Load {
  readonly rate: number;
  readonly keys: number;
}

/** A column with its type in the Glue catalog; a struct's parts beside it. */
export interface LakeColumn {
  readonly name: string;
  readonly type: string;
  readonly fields: readonly LakeColumn[] | undefined;
}

/** A lookup table. */
export interface LookupPlan extends Pick<Lookup, 'key' | 'format' | 'refreshMs'> {
  readonly name: string;
  /** A path, or an object of S3. */
  readonly from: string;
  /** Those beside the key. */
  readonly columns: readonly string[];
}

/** A definition as what it does, in texts, and what follows from it. Plain data. */
export interface Plan extends Pick<
  Pipeline,
  'source' | 'eventTime' | 'partitionBy' | 'watermark' | 'allowedLatenessMs' | 'commitEveryMs' | 'dedupe'
> {
  readonly pipeline: string;
  readonly fields: readonly FieldPlan[];
  readonly accept: string | undefined;
  readonly columns: readonly NamedValue[];
  readonly lookups: readonly LookupPlan[];
  readonly queries: readonly (QueryPlan | SeriesPlan)[];
  /** Of every result in the lake. */
  readonly resultColumns: readonly LakeColumn[];
}

/**
 * @throws DefinitionError where the lake cannot hold its results.
 */
export function planOf(pipeline: Pipeline, load: Load): Plan {
  const { name, source, fields, accept, eventTime, partitionBy, watermark, allowedLatenessMs, commitEveryMs, dedupe } =
    pipeline;
  return {
    pipeline: name,
    source,
    fields: Object.entries(fields).map(([field, { kind, isOptional, at, text, zone, format }]) => ({
      name: field,
      kind,
      isOptional,
      at,
      text,
      zone,
      format,
    })),
    accept: accept && printWhole(accept),
    eventTime: columnText(pipeline, eventTime),
    partitionBy,
    watermark,
    allowedLatenessMs,
    commitEveryMs,
    dedupe,
    columns: pipeline.columns.filter(column => !column.name.startsWith('=')).map(columnPlan),
    lookups: Object.entries(pipeline.lookups).map(([table, lookup]) => lookupPlan(table, lookup)),
    queries: pipeline.queries.map(query => ('series' in query ? seriesPlan(query) : queryPlan(query, pipeline, load))),
    resultColumns: resultColumns(pipeline).map(lakeColumn),
  };
}

function lookupPlan(name: string, { from, key, format, columns, refreshMs }: Lookup): LookupPlan {
  return {
    name,
    from: 'file' in from ? from.file : `s3://${from.bucket}/${from.key}`,
    key,
    format,
    columns: Object.keys(columns).filter(column => column !== key),
    refreshMs,
  };
}

function lakeColumn({ name, type }: Column): LakeColumn {
  const fields = typeof type === 'object' && 'struct' in type ? type.struct.map(lakeColumn) : undefined;
  return { name, type: glueType(type), fields };
}

function columnPlan(column: ComputedColumn): NamedValue {
  if ('lookup' in column) return { name: column.name, type: column.type };
  if ('expression' in column)
    return { name: column.name, type: column.type, expression: printWhole(column.expression) };
  if ('isArrival' in column)
    return { name: column.name, type: { type: 'time', isNullable: false }, expression: 'when its record arrived' };
  return { name: column.name, type: column.type && { type: column.type, isNullable: true } };
}

function queryPlan(query: WindowQuery, pipeline: Pipeline, load: Load): QueryPlan {
  const { name, id, over, where, groupBy, window, aggregates, values, having, top, emit, keepMs } = query;
  const columns = keyColumnsOf(query);
  const read = query.over === undefined ? pipeline : query;
  const textOf = (expression: Parameters<typeof resultText>[0]): string => resultText(expression, aggregates);
  return {
    name,
    id,
    over,
    where: where === undefined ? undefined : columnText(read, where),
    keys: groupBy.map((key, i) => keyPlan(key, columns[i]!, read)),
    window,
    panes: query.over === undefined ? panesPlan(window) : undefined,
    aggregates: Object.entries(aggregates).map(([aggregate, what]) => ({ aggregate, error: errorOf(what) })),
    values: Object.entries(values).map(([value, { type, expression }]) => ({
      name: value,
      type,
      expression: textOf(expression),
    })),
    having: having && textOf(having),
    top: top && { ...top, by: textOf(top.by) },
    emit,
    keepMs,
    state: query.over === undefined ? stateBytesOf(query, pipeline.scope, load.rate, load.keys) : undefined,
  };
}

function keyPlan(name: string, column: string, read: Pick<Pipeline, 'scope' | 'columns'>): NamedValue {
  const expression = columnText(read, column);
  return {
    name,
    type: columnType(read.scope, column),
    expression: expression === name ? undefined : expression,
  };
}

function panesPlan(window: Window): PanesPlan {
  const { paneMs, groupMs } = panesOf(window);
  return {
    paneMs,
    panesPerWindow: Math.ceil(mostMs(window) / paneMs),
    windowsPerEvent: window.kind === 'session' ? 1 : Math.ceil(mostMs(window) / everyMs(window)),
    groupMs,
    panesPerGroup: groupMs / paneMs,
  };
}

function seriesPlan({ name, id, over, series, values, keepMs }: SeriesQuery): SeriesPlan {
  const plans = Object.entries(values).map(([value, { type }]) => ({
    name: value,
    type,
    expression: seriesText(series[value]!),
  }));
  return { name, id, over, along: true, values: plans, keepMs };
}

function seriesText(value: SeriesValue): string {
  const { kind, line } = value;
  if (!looksBack(value)) return seriesInputsOf(value)[0]!;
  const options = seriesFunctionOf(kind).options.flatMap(({ name }) => {
    const option = value[name];
    return option === undefined ? [] : [option === true ? name : option];
  });
  const text = `${kind}(${[...seriesInputsOf(value), ...options].join(', ')})`;
  return line === undefined ? text : `${text}, ${line}`;
}
