import type { Lookup } from '../../engine/definition/lookups';
import { looksBack, seriesInputsOf, type SeriesValue } from '../../engine/definition/series-values';
import {
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
import {
  type EventsPlan,
  eventsPlan,
  type FromPlan,
  fromPlan,
  keyPlan,
  type NamedValue,
  type SourcePlan,
} from './events-plan';
import { columnText, resultText } from './texts';

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
  /** Of which sources it reads events, and which, where the pipeline has several. */
  readonly from: readonly FromPlan[] | undefined;
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
export interface Plan extends EventsPlan, Pick<Pipeline, 'allowedLatenessMs' | 'commitEveryMs'> {
  readonly pipeline: string;
  /** Where it has several, what the events of each are; its own are then none. */
  readonly sources: readonly SourcePlan[] | undefined;
  readonly lookups: readonly LookupPlan[];
  readonly queries: readonly (QueryPlan | SeriesPlan)[];
  /** Of every result in the lake. */
  readonly resultColumns: readonly LakeColumn[];
}

/**
 * @throws DefinitionError where the lake cannot hold its results.
 */
export function planOf(pipeline: Pipeline, load: Load): Plan {
  const { name, allowedLatenessMs, commitEveryMs, sources } = pipeline;
  return {
    pipeline: name,
    ...eventsPlan(pipeline),
    allowedLatenessMs,
    commitEveryMs,
    sources: sources && Object.entries(sources).map(([source, view]) => ({ name: source, ...eventsPlan(view) })),
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
    from: query.over === undefined ? fromPlan(query, pipeline) : undefined,
    keys: groupBy.map((key, i) => wholeKeyPlan(keyPlan(key, columns[i]!, read), pipeline)),
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

/** Of several sources each has its own columns for a key. */
const wholeKeyPlan = (key: NamedValue, { sources }: Pipeline): NamedValue =>
  sources ? { ...key, expression: undefined } : key;

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
