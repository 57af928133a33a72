import { stateOf } from '../../engine/definition/state-meaning';
import { EventColumns } from '../../engine/definition/event-columns';
import { meaningOf } from '../../engine/definition/fields';
import {
  baseOf,
  columnsReadBy,
  type CascadeQuery,
  type EventQuery,
  keyTypes,
  type SeriesQuery,
  type Pipeline,
  type Query,
} from '../../engine/definition/pipeline';
import { resultColumns } from '../../engine/definition/result-columns';
import { viewsOf } from '../../engine/definition/sources';
import { seriesInputsOf } from '../../engine/definition/series-values';
import { valueMeaning } from '../../engine/definition/value-meaning';
import { columnsOf } from '../../engine/expression/expression';

/** What becomes of a query when one definition is deployed over another. */
export interface QueryChange {
  readonly query: string;
  /** `kept`: its state, by its id; `anew`: under its old name, from the events after the deploy. */
  readonly fate: 'kept' | 'anew' | 'new' | 'gone';
  /** The parts of the definition that changed: of a kept one what it shows, else what begins it anew. */
  readonly changed: readonly string[];
}

export interface Change {
  /** The older definition's pipeline; of another name it shares nothing with the newer one. */
  readonly pipeline: string;
  readonly queries: readonly QueryChange[];
  /** Parts that count from the deploy on, and for which no query begins anew. */
  readonly settings: readonly string[];
}

/** What a deploy of `now` over `old` keeps. */
export function changeOver(old: Pipeline, now: Pipeline): Change {
  const before = old.name === now.name ? old.queries : [];
  const after = now.queries;
  const changes = after.map((query): QueryChange => {
    const previous = before.find(({ name }) => name === query.name);
    if (!previous) return { query: query.name, fate: 'new', changed: [] };
    return previous.id === query.id
      ? { query: query.name, fate: 'kept', changed: shownParts(previous, query) }
      : { query: query.name, fate: 'anew', changed: meantParts(old, previous, now, query) };
  });
  const gone = before.filter(({ name }) => !after.some(query => query.name === name));
  const begun = new Set(changes.flatMap(({ changed }) => changed));
  return {
    pipeline: old.name,
    queries: [...changes, ...gone.map(({ name }): QueryChange => ({ query: name, fate: 'gone', changed: [] }))],
    settings: differing(settingsOf(old), settingsOf(now)).filter(part => !begun.has(part)),
  };
}

function shownParts(old: Query, now: Query): readonly string[] {
  const shown = (query: Query): Parts => ({
    select: Object.entries(query.values),
    having: 'series' in query ? undefined : query.having,
    top: 'series' in query ? undefined : query.top,
    emit: query.emit,
    keep: query.keepMs ?? null,
  });
  return differing(shown(old), shown(now));
}

/** What an id stands for, by the part of the definition that says it. `version` is in no plan: it is what is left. */
function meantParts(old: Pipeline, before: Query, now: Pipeline, query: Query): readonly string[] {
  const parts = differing(queryMeant(old, before), queryMeant(now, query));
  return parts.length > 0 ? parts : ['version'];
}

function queryMeant(pipeline: Pipeline, query: Query): Parts {
  if (query.over === undefined) return sourcesMeant(pipeline, query);
  return 'series' in query ? seriesMeant(pipeline, query) : resultsMeant(pipeline, query);
}

function seriesMeant(pipeline: Pipeline, query: SeriesQuery): Parts {
  const base = baseOf(pipeline, query);
  const read = Object.values(query.series)
    .flatMap(seriesInputsOf)
    .map(name => valueMeaning(base, name));
  return { over: [base.id, read], select: query.series };
}

function resultsMeant(pipeline: Pipeline, query: CascadeQuery): Parts {
  const base = baseOf(pipeline, query);
  const columns = resultColumns(base, keyTypes(pipeline, base));
  for (const column of query.columns) columns.add(column);
  const [, where, groupBy, keys, window, aggregates] = stateOf(query, columns);
  const read = columns.sourcesOf(columnsReadBy(query)).filter(name => Object.hasOwn(base.values, name));
  const over = [base.id, read.map(name => valueMeaning(base, name))];
  return { over, where, groupBy: [groupBy, keys], window, 'the aggregates of select': aggregates };
}

/** By the paths that parts have in the definition. */
function underSource(source: string | undefined, parts: Parts): Parts {
  if (source === undefined) return parts;
  return Object.fromEntries(Object.entries(parts).map(([part, value]) => [`sources.${source}.${part}`, value]));
}

function sourcesMeant(pipeline: Pipeline, { name }: EventQuery): Parts {
  const parts = viewsOf(pipeline).map(([source, view]) => {
    const query = view.queries.find(each => each.name === name) as EventQuery;
    return underSource(source, eventsMeant(view, query));
  });
  return Object.assign({}, ...parts) as Parts;
}

function eventsMeant(pipeline: Pipeline, query: EventQuery): Parts {
  const columns = new EventColumns(pipeline.fields);
  for (const column of pipeline.columns) columns.add(column);
  const [read, where, groupBy, keys, window, aggregates] = stateOf(query, columns);
  const fields = (read as readonly (string | readonly [string, ...unknown[]])[]).map(field =>
    typeof field === 'string' ? [`derive.${field}`, field] : [`event.${field[0]}`, field],
  );
  const derived = derivedRead(pipeline, query).map(name => [`derive.${name}`, columns.meaningOf(name)]);
  return {
    over: undefined,
    source: pipeline.source,
    'source.accept': pipeline.accept,
    eventTime: pipeline.eventTime,
    where,
    groupBy: [groupBy, keys],
    window,
    'the aggregates of select': aggregates,
    ...(Object.fromEntries([...fields, ...derived]) as Parts),
  };
}

/** The expressions of `derive` that a query reads, by way of others too. */
function derivedRead(pipeline: Pipeline, query: EventQuery): string[] {
  const names = new Set<string>();
  const visit = (name: string): void => {
    const column = pipeline.columns.find(each => each.name === name);
    if (!column || names.has(name) || !('expression' in column)) return;
    names.add(name);
    columnsOf(column.expression).forEach(visit);
  };
  columnsReadBy(query).forEach(visit);
  return [...names].filter(name => !name.startsWith('='));
}

/** What is in no id: of fields those that no query reads. */
function settingsOf(pipeline: Pipeline): Parts {
  const ofEvents = viewsOf(pipeline).map(([source, { fields, partitionBy, watermark, dedupe }]) =>
    underSource(source, {
      ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [`event.${name}`, meaningOf(field)])),
      partitionBy,
      watermark,
      dedupe,
    }),
  );
  return {
    ...(Object.assign({}, ...ofEvents) as Parts),
    'late.allowed': pipeline.allowedLatenessMs,
    commitEvery: pipeline.commitEveryMs,
  };
}

type Parts = Readonly<Record<string, unknown>>;

/** The names of parts that are not the same. A field or function that only one side reads is read by a part that changed. */
function differing(old: Parts, now: Parts): string[] {
  return Object.keys(now).filter(part => part in old && JSON.stringify(old[part]) !== JSON.stringify(now[part]));
}
