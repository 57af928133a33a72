import type { Change, QueryChange } from './change';
import type { Cost } from './cost';
import type { EventsPlan, FieldPlan, FromPlan, NamedValue } from './events-plan';
import type { LakeColumn, LookupPlan, Plan, QueryPlan, SeriesPlan } from './plan';
import { counted, durationText, numberText, typeText, windowText } from './texts';

/** A plan for people, a line each. */
export function planLines(plan: Plan): string[] {
  const common = [
    ['late', `revised until ${durationText(plan.allowedLatenessMs)} after a window's close`],
    ['commitEvery', durationText(plan.commitEveryMs)],
  ] as const;
  const sources = plan.sources ?? [];
  return [
    `pipeline ${plan.pipeline}`,
    ...sources.flatMap(source =>
      eventsLines(source, ` of ${source.name}`, [...timesCells(source), ...dedupeCells(source)]),
    ),
    ...(plan.sources ? [] : eventsLines(plan, '', [...timesCells(plan), ...common, ...dedupeCells(plan)])),
    ...section('lookup tables', table(plan.lookups.map(lookup => [lookup.name, lookupText(lookup)]))),
    ...(plan.sources ? section('times of all', table([...common])) : []),
    ...plan.queries.flatMap(query =>
      section(`query ${query.name}, ${query.id}`, 'along' in query ? seriesLines(query) : queryLines(query)),
    ),
    ...section('columns of results in the lake', table(plan.resultColumns.flatMap(lakeCells))),
  ];
}

/** @param of whose events they are, in words. */
function eventsLines(events: EventsPlan, of: string, times: readonly (readonly string[])[]): string[] {
  return [
    ...section(`source${of}`, table(sourceCells(events))),
    ...section(`fields${of}`, table(events.fields.map(field => [field.name, fieldText(field, events)]))),
    ...section(`computed columns${of}`, valueLines(events.columns, 'a function')),
    ...section(`times${of}`, table(times)),
  ];
}

function timesCells({ fields, eventTime, partitionBy, watermark }: EventsPlan): (readonly string[])[] {
  return [
    ...(fields.some(({ name }) => name === eventTime) ? [] : [['eventTime', eventTime]]),
    ['partitionBy', partitionBy ?? 'none: events are spread'],
    ['watermark', `${durationText(watermark.outOfOrdernessMs)} behind the latest event of a shard`],
    ['idle after', durationText(watermark.idleTimeoutMs)],
    ['too far ahead', `more than ${durationText(watermark.maxFutureSkewMs)} before it happens: quarantined`],
  ];
}

const dedupeCells = ({ dedupe }: EventsPlan): (readonly string[])[] =>
  dedupe ? [['dedupe', `by ${dedupe.by}, within ${durationText(dedupe.withinMs)}`]] : [];

function sourceCells({ source, accept }: EventsPlan): (readonly string[])[] {
  const cells = Object.entries(source).map(([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value),
  ]);
  return accept === undefined ? cells : [...cells, ['accept', accept]];
}

function fieldText({ name, kind, isOptional, at, text, zone, format }: FieldPlan, { eventTime }: EventsPlan): string {
  return [
    kind,
    ...(name === eventTime ? ['the event time'] : []),
    ...(isOptional ? ['optional'] : []),
    ...(at === undefined ? [] : [`at ${at}`]),
    ...(text ? ['also as text'] : []),
    ...(format === undefined ? [] : [`as ${format}`]),
    ...(zone === undefined ? [] : [`zone ${zone}`]),
  ].join(', ');
}

function lookupText({ from, format, key, columns, refreshMs }: LookupPlan): string {
  const again = refreshMs > 0 ? `, looked at again every ${durationText(refreshMs)}` : '';
  return `${columns.join(', ')} by ${key}, ${format} of ${from}${again}`;
}

function lakeCells({ name, type, fields }: LakeColumn): (readonly [string, string])[] {
  return fields ? fields.map(field => [`${name}.${field.name}`, field.type]) : [[name, type]];
}

function queryLines(query: QueryPlan): string[] {
  const { over, where, from, keys, window, panes, aggregates, values, having, top, emit, keepMs, state } = query;
  const approximate = aggregates.flatMap(({ aggregate, error }) => (error === undefined ? [] : [[aggregate, error]]));
  return [
    ...part('over', over === undefined ? [] : [`the closed results of ${over}; no state of its own`]),
    ...part('where', where === undefined ? [] : [where]),
    ...part('from', table((from ?? []).map(fromCells))),
    ...part('keys', keys.length === 0 ? ['none: a window has one result'] : valueLines(keys)),
    ...part('window', [windowText(window)]),
    ...part('panes', panes ? panesTexts(window, panes) : []),
    ...part(
      'aggregates',
      aggregates.map(({ aggregate }) => aggregate),
    ),
    ...part('values', valueLines(values)),
    ...part('having', having === undefined ? [] : [having]),
    ...part('top', top ? [`${top.n} by ${top.by}${top.per.length > 0 ? ` for each ${top.per.join(', ')}` : ''}`] : []),
    ...part('emit', [emit]),
    ...keepLines(keepMs),
    ...part('approximate', approximate.length === 0 ? ['nothing'] : table(approximate)),
    ...part('state', state ? stateTexts(state) : []),
  ];
}

/** A source, what of it counts, and its keys where they are not columns of their names. */
function fromCells({ source, where, keys }: FromPlan): readonly string[] {
  const own = keys.flatMap(({ name, expression }) => (expression === undefined ? [] : [`${name} is ${expression}`]));
  return [source, [...(where === undefined ? [] : [`where ${where}`]), ...own].join('; ')];
}

function stateTexts({ typical, most, events }: NonNullable<QueryPlan['state']>): string[] {
  return [
    `${numberText(typical)} bytes a key and pane with ${counted(events, 'event')} of different short values`,
    `${numberText(most)} at most`,
  ];
}

function panesTexts(window: QueryPlan['window'], panes: NonNullable<QueryPlan['panes']>): string[] {
  const about = window.kind === 'calendar' ? 'about ' : '';
  const { paneMs, panesPerWindow, windowsPerEvent, groupMs, panesPerGroup } = panes;
  const merged =
    window.kind === 'session'
      ? `a session is merged from at most ${numberText(panesPerWindow)}`
      : `a window is merged from ${about}${numberText(panesPerWindow)}, an event counts in ${counted(windowsPerEvent, 'window')}`;
  return [
    `${durationText(paneMs)} long: ${merged}`,
    `stored in groups of ${numberText(panesPerGroup)}: ${durationText(groupMs)}`,
  ];
}

const keepLines = (keepMs: number | undefined): string[] =>
  part(
    'keep',
    keepMs === undefined ? [] : [`deleted from the results table ${durationText(keepMs)} after they were written`],
  );

function seriesLines({ over, values, keepMs }: SeriesPlan): string[] {
  return [
    ...part('over', [`the closed windows of ${over}; no state of its own`]),
    ...part('values', valueLines(values)),
    ...keepLines(keepMs),
  ];
}

/** @param otherwise what stands for an expression where there is none. */
function valueLines(values: readonly NamedValue[], otherwise = ''): string[] {
  return table(values.map(({ name, type, expression = otherwise }) => [name, typeText(type), expression]));
}

const FATES: Readonly<Record<QueryChange['fate'], string>> = {
  kept: 'keeps its state',
  anew: 'begins anew',
  new: 'is new',
  gone: 'is gone',
};

/** What a deploy keeps, a line for each query. */
export function changeLines({ pipeline, queries, settings }: Change, plan: Plan, over: string): string[] {
  const title = `deployed over ${over}`;
  if (pipeline !== plan.pipeline)
    return section(title, [
      `${pipeline} is another pipeline, with streams and tables of its own: nothing is shared, nothing is kept`,
    ]);
  const lines = table(queries.map(change => [change.query, fateText(change)]));
  const later =
    settings.length === 0 ? [] : [`${settings.join(', ')}: from the deploy on; no query begins anew for that`];
  return section(title, [...lines, ...later]);
}

function fateText({ fate, changed }: QueryChange): string {
  return changed.length === 0 ? FATES[fate] : `${FATES[fate]}; changed: ${changed.join(', ')}`;
}

/** What a load costs, a line for each service. */
export function costLines({ events, bytes, keys, shards, services, dollarsPerMonth, prices }: Cost): string[] {
  const dollars = (n: number): string =>
    `$${n.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`.padStart(11);
  return section(
    `cost a month at ${numberText(events)} events/s of ${numberText(bytes)} bytes, ${numberText(keys)} keys a window`,
    [
      ...table([
        ...Object.entries(services).map(([service, cost]) => [service, dollars(cost)]),
        ['all', dollars(dollarsPerMonth)],
      ]),
      `${counted(shards, 'shard')}; gzip, peak twice the mean; prices of ${prices.region}, ${prices.asOf}; size has every line`,
    ],
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map(line => `  ${line}`)];
}

/** A label before the first of its lines, the others below it. */
function part(label: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => `${(i === 0 ? label : '').padEnd(13)}${line}`);
}

/** Cells below each other, each column as wide as its longest. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)), []);
  return rows.map(row =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
}
