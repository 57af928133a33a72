import type { Aggregate } from '../../engine/definition/aggregates';
import { aggregateOfValue, type Query } from '../../engine/definition/pipeline';
import type { Value } from './truth';

/** An event that a query has accepted, with its place in the stream. */
export interface AcceptedEvent {
  readonly eventTimeMs: number;
  readonly sequenceNumber: string;
  readonly index: number;
  readonly values: Readonly<Record<string, Value>>;
  /** Windows that end at or before this had closed for good when the event was merged: it is not in them. */
  readonly notBeforeMs: number;
}

/** A result as a batch computation over all accepted events finds it. */
export interface ExpectedResult {
  readonly id: string;
  /** The block that holds it: its window, or the pane in which its session begins. */
  readonly block: { readonly startMs: number; readonly kind: string };
  readonly key: Readonly<Record<string, Value>>;
  readonly startMs: number;
  readonly endMs: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Decimals that count; absent: all. */
  readonly decimals?: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** All results of a query, by id, computed the plain way: window by window, from the events themselves. */
export function batchResults(
  pipelineName: string,
  query: Query,
  events: readonly AcceptedEvent[],
): Map<string, ExpectedResult> {
  const results = new Map<string, ExpectedResult>();
  for (const [keyText, ofKey] of groupBy(events, event =>
    JSON.stringify(query.groupBy.map(field => event.values[field] ?? null)),
  )) {
    const key = Object.fromEntries(query.groupBy.map((field, i) => [field, (JSON.parse(keyText) as Value[])[i]!]));
    for (const { startMs, endMs, block, inside } of windowsOf(query, ofKey)) {
      const id = `${pipelineName}/${query.name}/${iso(block.startMs)}/${block.kind}/${keyText}`;
      results.set(id, { id, block, key, startMs, endMs, values: select(query, inside) });
    }
  }
  return results;
}

/** When the last window that can hold an event of this time ends: judged against the bound, it decides what is late. */
export function lastWindowEnd({ window }: Pick<Query, 'window'>, eventTimeMs: number): number {
  if (window.kind === 'session') return Math.floor(eventTimeMs / window.gapMs) * window.gapMs + 2 * window.gapMs;
  return lastGridStart(window, eventTimeMs) + window.sizeMs;
}

interface Windowed {
  readonly startMs: number;
  readonly endMs: number;
  readonly block: ExpectedResult['block'];
  readonly inside: readonly AcceptedEvent[];
}

function windowsOf({ window }: Query, events: readonly AcceptedEvent[]): Windowed[] {
  return window.kind === 'session' ? sessionsOf(window, events) : gridWindowsOf(window, events);
}

type Grid = Extract<Query['window'], { kind: 'grid' }>;
type Session = Extract<Query['window'], { kind: 'session' }>;

function lastGridStart({ slideMs, offsetMs }: Grid, timeMs: number): number {
  return Math.floor((timeMs - offsetMs) / slideMs) * slideMs + offsetMs;
}

function gridWindowsOf(grid: Grid, events: readonly AcceptedEvent[]): Windowed[] {
  const starts = new Set<number>();
  for (const { eventTimeMs } of events) {
    for (let start = lastGridStart(grid, eventTimeMs); start + grid.sizeMs > eventTimeMs; start -= grid.slideMs)
      starts.add(start);
  }
  const windows = [...starts].map(startMs => {
    const endMs = startMs + grid.sizeMs;
    const inside = events.filter(
      event => event.eventTimeMs >= startMs && event.eventTimeMs < endMs && endMs > event.notBeforeMs,
    );
    return { startMs, endMs, block: { startMs, kind: String(grid.sizeMs) }, inside };
  });
  return windows.filter(window => window.inside.length > 0);
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

export function select(query: Query, events: readonly AcceptedEvent[]): Record<string, unknown> {
  const names = Object.keys(query.values);
  return Object.fromEntries(names.map(name => [name, valueOf(aggregateOfValue(query, name) as Aggregate, events)]));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

/** Plain code for aggregates of numbers. */
const OF_NUMBERS: Readonly<Partial<Record<Aggregate['kind'], (numbers: readonly number[]) => number>>> = {
  sum: sumOf,
  avg: numbers => sumOf(numbers) / numbers.length,
  min: numbers => Math.min(...numbers),
  max: numbers => Math.max(...numbers),
};

function valueOf({ kind, field }: Aggregate, events: readonly AcceptedEvent[]): unknown {
  if (field === undefined) return events.length;
  const present = events.filter(event => (event.values[field] ?? null) !== null);
  const values = present.map(event => event.values[field]!);
  if (kind === 'count') return present.length;
  if (kind === 'approxDistinct') return new Set(values).size;
  if (present.length === 0) return null;
  if (kind === 'first') return present.reduce((a, b) => (isBefore(b, a) ? b : a)).values[field];
  if (kind === 'last') return present.reduce((a, b) => (isBefore(a, b) ? b : a)).values[field];
  const plain = OF_NUMBERS[kind];
  if (!plain) throw new Error(`there is no plain code for ${kind}: no simulated definition may use it`);
  return plain(values as number[]);
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
