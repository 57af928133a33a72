import type { EventQuery } from '../../engine/definition/pipeline';
import { type Calendar, calendarSpan } from './calendar-oracle';
import type { DrawnAggregate } from './language/query';
import type { Taken } from './truth';
import type { Value } from './value';

/** An event that a query has accepted, with its place in the stream. */
export interface AcceptedEvent extends Taken {
  readonly eventTimeMs: number;
  readonly sequenceNumber: string;
  readonly index: number;
  /** Windows that end at or before this had closed for good when the event was merged: it is not in them. */
  readonly notBeforeMs: number;
  /** Number of the epoch that merged it. */
  readonly epoch: number;
}

/** What a batch computation over all accepted events finds for a key in a window, before it is a result. */
export interface Aggregated {
  readonly id: string;
  /** The block that holds it: its window, or the pane in which its session begins. */
  readonly block: { readonly startMs: number; readonly kind: string };
  readonly keyText: string;
  readonly key: Readonly<Record<string, Value>>;
  readonly startMs: number;
  readonly endMs: number;
  /** By their texts. */
  readonly aggregates: Readonly<Record<string, Value>>;
  /** The last epoch that merged an event of it. */
  readonly epoch: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** All that a query aggregates, computed the plain way: window by window, from the events themselves. */
export function batchOf(
  pipelineName: string,
  query: EventQuery,
  aggregates: readonly DrawnAggregate[],
  events: readonly AcceptedEvent[],
): Aggregated[] {
  return [...groupBy(events, event => JSON.stringify(event.key))].flatMap(([keyText, ofKey]) => {
    const key = Object.fromEntries(query.groupBy.map((name, i) => [name, ofKey[0]!.key[i]!]));
    return windowsOf(query, ofKey).map(({ startMs, endMs, block, inside }): Aggregated => ({
      id: `${pipelineName}/${query.name}/${iso(block.startMs)}/${block.kind}/${keyText}`,
      block,
      keyText,
      key,
      startMs,
      endMs,
      aggregates: aggregated(aggregates, inside),
      epoch: Math.max(...inside.map(({ epoch }) => epoch)),
    }));
  });
}

/** When the last window that can hold an event of this time ends: judged against the bound, it decides what is late. */
export function lastWindowEnd({ window }: Pick<EventQuery, 'window'>, eventTimeMs: number): number {
  if (window.kind === 'session') return Math.floor(eventTimeMs / window.gapMs) * window.gapMs + 2 * window.gapMs;
  return spansOf(window, eventTimeMs)[0]!.endMs;
}

interface Windowed {
  readonly startMs: number;
  readonly endMs: number;
  readonly block: Aggregated['block'];
  readonly inside: readonly AcceptedEvent[];
}

function windowsOf({ window }: EventQuery, events: readonly AcceptedEvent[]): Windowed[] {
  return window.kind === 'session' ? sessionsOf(window, events) : alignedWindowsOf(window, events);
}

type Grid = Extract<EventQuery['window'], { kind: 'grid' }>;
type Cumulate = Extract<EventQuery['window'], { kind: 'cumulate' }>;
type Session = Extract<EventQuery['window'], { kind: 'session' }>;

interface Placed extends Pick<Windowed, 'startMs' | 'endMs'> {
  /** What it goes by in keys and ids. */
  readonly placeMs: number;
}

/** The windows that hold a time, the last one first. */
export function spansOf(window: Grid | Calendar | Cumulate, timeMs: number): Placed[] {
  if (window.kind === 'cumulate') return growing(window, timeMs);
  if (window.kind === 'calendar')
    return [calendarSpan(window, timeMs)].map(span => ({ ...span, placeMs: span.startMs }));
  const { sizeMs, slideMs, offsetMs } = window;
  const spans = [];
  let startMs = Math.floor((timeMs - offsetMs) / slideMs) * slideMs + offsetMs;
  for (; startMs + sizeMs > timeMs; startMs -= slideMs)
    spans.push({ startMs, endMs: startMs + sizeMs, placeMs: startMs });
  return spans;
}

/** All windows of a period that end after a time. */
function growing({ stepMs, period }: Cumulate, timeMs: number): Placed[] {
  const { startMs, endMs } = spansOf(period, timeMs)[0]!;
  const ends: number[] = [];
  for (let atMs = startMs + stepMs; atMs < endMs; atMs += stepMs) ends.push(atMs);
  ends.push(endMs);
  return ends
    .map((end, i) => ({ startMs, endMs: end, placeMs: startMs + i * stepMs }))
    .filter(span => span.endMs > timeMs)
    .reverse();
}

/** Start of the window so many before the one that starts at `startMs`. */
export function startBefore(window: Grid | Calendar, startMs: number, count: number): number {
  if (window.kind === 'grid') return startMs - count * window.slideMs;
  return count === 0 ? startMs : startBefore(window, calendarSpan(window, startMs - 1).startMs, count - 1);
}

/** What keys and ids of results say of a window's length. */
export function kindOf(window: EventQuery['window']): string {
  if (window.kind === 'cumulate') return `cumulate-${window.stepMs}-${kindOf(window.period)}`;
  return window.kind === 'grid' ? String(window.sizeMs) : window.kind === 'calendar' ? window.unit : 'session';
}

function alignedWindowsOf(window: Grid | Calendar | Cumulate, events: readonly AcceptedEvent[]): Windowed[] {
  const windows = new Map<number, Windowed & { inside: AcceptedEvent[] }>();
  for (const event of events) {
    for (const { startMs, endMs, placeMs } of spansOf(window, event.eventTimeMs)) {
      if (endMs <= event.notBeforeMs) continue;
      const block = { startMs: placeMs, kind: kindOf(window) };
      const found = windows.get(placeMs);
      if (found) found.inside.push(event);
      else windows.set(placeMs, { startMs, endMs, block, inside: [event] });
    }
  }
  return [...windows.values()];
}

/** Runs of events each at most the gap after the one before; too long a run is cut at multiples of the longest duration. */
function sessionsOf({ gapMs, maxDurationMs }: Session, events: readonly AcceptedEvent[]): Windowed[] {
  const sorted = [...events].sort((a, b) => a.eventTimeMs - b.eventTimeMs);
  const runs: AcceptedEvent[][] = [];
  for (const event of sorted) {
    const run = runs.at(-1);
    if (run && event.eventTimeMs - run.at(-1)!.eventTimeMs <= gapMs) run.push(event);
    else runs.push([event]);
  }
  const gapOf = (event: AcceptedEvent): number => Math.floor(event.eventTimeMs / gapMs);
  const cut = runs.flatMap(run => {
    const gaps = gapOf(run.at(-1)!) - gapOf(run[0]!) + 1;
    return gaps * gapMs <= maxDurationMs
      ? [run]
      : [...groupBy(run, event => Math.floor(event.eventTimeMs / maxDurationMs)).values()];
  });
  return cut.map(run => ({
    startMs: run[0]!.eventTimeMs,
    endMs: run.at(-1)!.eventTimeMs + gapMs,
    block: { startMs: gapOf(run[0]!) * gapMs, kind: 'session' },
    inside: run,
  }));
}

export function aggregated(
  aggregates: readonly DrawnAggregate[],
  events: readonly AcceptedEvent[],
): Record<string, Value> {
  return Object.fromEntries(aggregates.map(one => [one.expr.sql, valueOf(one, events)]));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

/** Plain code for aggregates of numbers. */
const OF_NUMBERS = {
  sum: sumOf,
  avg: (numbers: readonly number[]) => sumOf(numbers) / numbers.length,
  min: (numbers: readonly number[]) => Math.min(...numbers),
  max: (numbers: readonly number[]) => Math.max(...numbers),
};

function valueOf({ fn, nulls, expr }: DrawnAggregate, events: readonly AcceptedEvent[]): Value {
  const text = expr.sql;
  const present = events.filter(({ inputs }) => (nulls ? text in inputs : (inputs[text] ?? null) !== null));
  const values = present.map(({ inputs }) => inputs[text]!);
  if (fn === 'count') return present.length;
  if (fn === 'approxDistinct') return new Set(values).size;
  if (present.length === 0) return null;
  if (fn === 'first') return present.reduce((a, b) => (isBefore(b, a) ? b : a)).inputs[text]!;
  if (fn === 'last') return present.reduce((a, b) => (isBefore(a, b) ? b : a)).inputs[text]!;
  return OF_NUMBERS[fn](values as number[]);
}

function isBefore(a: AcceptedEvent, b: AcceptedEvent): boolean {
  if (a.eventTimeMs !== b.eventTimeMs) return a.eventTimeMs < b.eventTimeMs;
  if (a.sequenceNumber !== b.sequenceNumber) return a.sequenceNumber < b.sequenceNumber;
  return a.index < b.index;
}

export function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
