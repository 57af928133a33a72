import type { CascadeQuery, EventValues, Query } from '../definition/pipeline';
import { compile, type Reader } from '../expression/compile';
import type { Json, Scalar } from '../values';
import type { Window } from '../windows/window';
import type { ResultRow } from './result-row';

/** Closed results of a query as the events of one over it. */
export class ResultEvents {
  private row: ResultRow | undefined;
  private keys: readonly Json[] = [];
  private values: Record<string, Scalar | null> = {};
  private readonly columns: readonly (readonly [name: string, read: Reader])[];

  constructor(base: Query, { scope, columns }: CascadeQuery) {
    const own = Object.keys(scope).filter(name => !columns.some(column => column.name === name));
    this.columns = [
      ...own.map(name => [name, this.reader(base, name)] as const),
      ...columns.map(({ name, expression }) => {
        const read = compile(expression, column => () => this.values[column]!, { onBadNumber: 'null' });
        return [name, () => wellFormed(read())] as const;
      }),
    ];
  }

  /** The columns of a row. What has no value there is null. */
  valuesOf(row: ResultRow): EventValues {
    this.row = row;
    this.keys = JSON.parse(row.key) as Json[];
    this.values = {};
    for (const [name, read] of this.columns) this.values[name] = read();
    return this.values;
  }

  private reader({ groupBy, values, window }: Query, name: string): Reader {
    const value = Object.keys(values).indexOf(name);
    if (value >= 0) {
      const { type } = values[name]!;
      const isTime = 'type' in type && type.type === 'time';
      return () => {
        const shown = (this.row!.values[value] ?? null) as Scalar | null;
        return isTime && shown !== null ? Date.parse(shown as string) : shown;
      };
    }
    const key = groupBy.indexOf(name);
    if (key >= 0) return () => (this.keys[key] ?? null) as Scalar | null;
    if (name === 'window_start') return () => this.row!.startMs;
    return name === 'window_end' ? () => this.row!.endMs : () => durationMs(window, this.row!);
  }
}

/** Of a session from its first event to its last, of another window from its start to its end, ms. */
function durationMs(window: Window, { startMs, endMs }: ResultRow): number {
  return endMs - startMs - (window.kind === 'session' ? window.gapMs : 0);
}

/** An expression can cut a surrogate pair. */
const wellFormed = (value: Scalar | null): Scalar | null => (typeof value === 'string' ? value.toWellFormed() : value);
