import { columnsOf } from '../expression/expression';
import { didYouMean } from '../text/nearest-name';
import { checkDerive } from './check-derive';
import { checkDuration } from './check-duration';
import { checkEventTime } from './check-event-time';
import { checkFields, fieldOf } from './check-fields';
import { noColumn } from './check-query';
import { EventColumns } from './event-columns';
import { namesOf, objectOf, objectWith, type Problem } from './known-keys';
import type { Lookup } from './lookups';
import type { EventSource } from './pipeline';
import type { DedupeInput, EventsInput, WatermarkInput } from './pipeline-input';
import { showValue } from './show-value';
import { checkSource, isDefaultSource } from './source';
import { eventTimeMeaning, fieldMeaning } from './state-meaning';
import { checkWritten } from './written';

/**
 * Ids are kept as long, whatever a definition names: the next one may name more, ms. In memory they take about 50 bytes each: at
 * 1,000 events/s on a shard 15 minutes are 45 MB.
 */
export const DEDUPE_WITHIN_MS_MAX = 15 * 60_000;

const WATERMARK = namesOf<WatermarkInput>({ outOfOrderness: true, idleTimeout: true, maxFutureSkew: true });
const DEDUPE = namesOf<DedupeInput<string>>({ by: true, within: true });

type AnyEvents = EventsInput<EventSource['fields'], string>;

/** What a definition says of the events of one stream. */
export const EVENTS = namesOf<AnyEvents>({
  source: true,
  event: true,
  derive: true,
  eventTime: true,
  partitionBy: true,
  watermark: true,
  dedupe: true,
});

/** The events of a stream as checked; queries may yet add columns to them. */
export interface CheckedEvents {
  readonly columns: EventColumns;
  readonly events: Omit<EventSource, 'columns' | 'scope'>;
  /** What gives all state of these events its meaning. */
  readonly meaning: object;
}

/** Checks what a definition says of the events of one stream. */
export function checkEvents(
  given: Partial<AnyEvents>,
  lookups: Readonly<Record<string, Lookup>>,
  problem: Problem,
): CheckedEvents {
  const { event = {}, derive = {}, eventTime, partitionBy } = given;
  const fields = objectOf(event, 'event', '{ room: string() }', problem) as EventSource['fields'];
  checkFields(fields, problem);
  const source = checkSource(given.source, fields, problem);
  const derived = objectOf(derive, 'derive', "{ path: 'url_path(url)' }", problem);
  const columns = new EventColumns(fields, Object.keys(derived), undefined, lookups);
  checkDerive(derived, columns, problem);
  const accept = checkAccept(given.source?.accept, columns, problem);
  const eventTimeColumn = checkEventTime(eventTime, columns, problem);
  if (partitionBy !== undefined && !fieldOf(fields, partitionBy)) {
    const hint = didYouMean(partitionBy, Object.keys(fields));
    problem(`partitionBy: no field ${showValue(partitionBy)} in event${hint}`);
  }
  const watermark = checkWatermark(given.watermark, problem);
  const dedupe = given.dedupe === undefined ? undefined : checkDedupe(given.dedupe, columns, problem);
  return {
    columns,
    events: {
      source,
      fields,
      accept,
      eventTime: eventTimeColumn,
      eventTimeFields: columns.sourcesOf([eventTimeColumn]).filter(name => fieldOf(fields, name)),
      partitionBy,
      watermark,
      dedupe,
    },
    meaning: {
      eventTime: eventTimeMeaning(eventTimeColumn, columns),
      accept,
      ...(isDefaultSource(source) ? {} : { source }),
    },
  };
}

/** What an event is and what queries read of it, once they are checked, for a fingerprint. */
export function readingMeaning({ events, columns }: CheckedEvents): readonly unknown[] {
  return [
    Object.keys(events.fields).map(field => fieldMeaning(field, columns)),
    columns.columns.map(({ name }) => [name, columns.meaningOf(name)]),
    events.watermark.maxFutureSkewMs,
  ];
}

/** Over fields and the arrival: it is asked before anything is computed. */
function checkAccept(text: unknown, columns: EventColumns, problem: Problem): EventSource['accept'] {
  if (text === undefined) return undefined;
  const checked = checkWritten('source.accept', text, columns, problem, 'boolean');
  if (!checked) return undefined;
  if (columns.looksUp(checked.expression)) {
    problem('source.accept: reads a lookup table; it may read fields and expressions over them');
    return undefined;
  }
  const accept = columns.expanded(checked.expression);
  const code = columnsOf(accept).find(name => !fieldOf(columns.fields, name) && !columns.isArrival(name));
  if (code !== undefined) problem(`source.accept: reads ${code}, a function; it may read fields and expressions`);
  return accept;
}

function checkWatermark(given: unknown = {}, problem: Problem): EventSource['watermark'] {
  const parts = objectWith(given, 'watermark', WATERMARK, "{ outOfOrderness: '5 seconds' }", problem);
  const part = (name: string, byDefault: number): number =>
    checkDuration(`watermark.${name}`, parts[name], byDefault, problem);
  return {
    outOfOrdernessMs: part('outOfOrderness', 5_000),
    idleTimeoutMs: part('idleTimeout', 30_000),
    maxFutureSkewMs: part('maxFutureSkew', 60_000),
  };
}

function checkDedupe(given: unknown, columns: EventColumns, problem: Problem): EventSource['dedupe'] {
  const { by, within } = objectWith(given, 'dedupe', DEDUPE, "{ by: 'order_id', within: '5 minutes' }", problem);
  if (!columns.has(by)) problem(`dedupe.by: ${noColumn(by, columns)}`);
  else if (columns.looksUp({ op: 'column', name: by }))
    problem('dedupe.by: reads a lookup table; copies are told by what they say themselves, whenever they come');
  const withinMs = within === undefined ? 0 : checkDuration('dedupe.within', within, 1_000, problem);
  if (withinMs < 1_000 || withinMs > DEDUPE_WITHIN_MS_MAX)
    problem(`dedupe.within: expected 1 second to 15 minutes: ${showValue(within)}`);
  return { by: by as string, withinMs };
}
