import { type CascadeQuery, columnsReadBy, type EventValues, type Query } from '../definition/pipeline';
import { KEPT_TEXT_MAX } from '../definition/row-size';
import { compile, type Reader } from '../expression/compile';
import { type Json, type Scalar, type Typed, wellFormed } from '../values';
import type { Window } from '../windows/window';
import type { ResultRow } from './result-row';

/** Closed results of a query as the events of one over it. */
export class ResultEvents {
  private row: ResultRow | undefined;
  private keys: readonly Json[] = [];
  private values: Record<string, Scalar | null> = {};
  private readonly columns: readonly (readonly [name: string, read: Reader])[];

  constructor(base: Query, query: CascadeQuery) {
    const { scope, columns } = query;
    const own = Object.keys(scope).filter(name => !columns.some(column => column.name === name));
    const readers = [
      ...own.map(name => [name, this.reader(base, name, scope[name]!.type)] as const),
      ...columns.map(({ name, expression }) => {
        const read = compile(expression, column => () => this.values[column]!, { onBadNumber: 'null' });
        return [name, () => wellFormed(read())] as const;
      }),
    ];
    const kept = new Set(columnsReadBy(query));
    this.columns = readers.map(([name, read]) => [name, kept.has(name) ? bounded(read) : read] as const);
  }

  /** The columns of a row. What has no value there is null. */
  valuesOf(row: ResultRow): EventValues {
    this.row = row;
    this.keys = JSON.parse(row.key) as Json[];
    this.values = {};
    for (const [name, read] of this.columns) this.values[name] = read();
    return this.values;
  }

  private reader({ groupBy, values, window }: Query, name: string, type: Typed['type']): Reader {
    const value = Object.keys(values).indexOf(name);
    if (value >= 0) return ofType(type, () => (this.row!.values[value] ?? null) as Scalar | null);
    const key = groupBy.indexOf(name);
    if (key >= 0) return ofType(type, () => (this.keys[key] ?? null) as Scalar | null);
    if (name === 'window_start') return () => this.row!.startMs;
    return name === 'window_end' ? () => this.row!.endMs : () => durationMs(window, this.row!);
  }
}

/** Of a session from its first event to its last, of another window from its start to its end, ms. */
function durationMs(window: Window, { startMs, endMs }: ResultRow): number {
  return endMs - startMs - (window.kind === 'session' ? window.gapMs : 0);
}

/** Values of one type: a row that stands from an earlier definition may hold another under the name, which is null then. */
function ofType(type: Typed['type'], read: Reader): Reader {
  switch (type) {
    case 'time':
      return () => instantOf(read());
    case 'text':
      return () => wellFormed(ofJsType('string', read()));
    case 'boolean':
      return () => ofJsType('boolean', read());
    case 'integer':
    case 'number':
    case 'null':
      return () => ofJsType('number', read());
  }
}

const ofJsType = (type: 'string' | 'boolean' | 'number', value: Scalar | null): Scalar | null =>
  typeof value === type ? value : null;

/** Times are shown as text. */
function instantOf(value: Scalar | null): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** What is kept as a key or by an aggregate: a longer text has no room, as in events. */
const bounded =
  (read: Reader): Reader =>
  () => {
    const value = read();
    return typeof value === 'string' && value.length > KEPT_TEXT_MAX ? null : value;
  };
