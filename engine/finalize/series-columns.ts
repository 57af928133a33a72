import type { Query, SeriesQuery } from '../definition/pipeline';
import { looksBack, seriesCallOf, seriesInputsOf, type SeriesValue } from '../definition/series-values';
import type { Computed, ResultRow } from '../results/result-row';
import { type Point, type SeriesCall, spanOf } from '../series/series';
import type { Found, SeriesFunction } from '../series/series-function';

/** A function of a query, once for all its lines that are selected. */
export interface Track extends SeriesCall {
  /** Where its inputs are among the values of the other query. */
  readonly inputs: readonly number[];
  /** Where its value is among those selected, or one of its lines. */
  readonly valueAt: number;
  /** Where its state is in what a row carries; undefined: it has none that its value is not. */
  readonly carriedAt: number | undefined;
}

/** What the functions of a query read in the rows of the other query, and what of them its own rows hold. */
export class SeriesColumns {
  readonly tracks: readonly Track[];
  /** Windows that each function looks back over, the latest included. */
  readonly spans: readonly number[];
  private readonly selected: readonly { readonly track: number; readonly line: number; readonly looksBack: boolean }[];

  constructor({ series }: Pick<SeriesQuery, 'series'>, base: Pick<Query, 'values'>) {
    const selected = Object.values(series);
    const texts = selected.map(textOf);
    const distinct = [...new Set(texts)];
    const names = Object.keys(base.values);
    let carried = 0;
    this.tracks = distinct.map(text => {
      const valueAt = texts.indexOf(text);
      const value = selected[valueAt]!;
      const call = seriesCallOf(value);
      const inputs = seriesInputsOf(value).map(name => names.indexOf(name));
      return { ...call, inputs, valueAt, carriedAt: carries(call.fn) ? carried++ : undefined };
    });
    this.spans = this.tracks.map(spanOf);
    this.selected = selected.map((value, i) => ({
      track: distinct.indexOf(texts[i]!),
      line: Math.max(0, seriesCallOf(value).fn.lines?.indexOf(value.line!) ?? 0),
      looksBack: looksBack(value),
    }));
  }

  /** A function's inputs in a row of the other query; null where one of them is. */
  barOf({ inputs }: Track, row: ResultRow): Point['bar'] {
    const bar = inputs.map(at => (row.values[at] ?? null) as number | null);
    return bar.includes(null) ? null : (bar as number[]);
  }

  /** What a function goes on from after a row of the query. */
  stateOf({ fn, carriedAt, valueAt }: Track, row: ResultRow | undefined): Point['state'] {
    if (!row) return null;
    if (carriedAt !== undefined) return row.carried?.[carriedAt] ?? null;
    if (fn.most || !fn.next) return null;
    const value = row.values[valueAt] as number | null | undefined;
    return value == null ? null : [value];
  }

  /** What a row holds of what was found, in order of the tracks. */
  rowOf(found: readonly Found[]): Pick<Computed, 'values' | 'carried'> {
    const values = this.selected.map(({ track, line }) => found[track]!.values[line]!);
    const carried = found.flatMap(({ state }, i) => (this.tracks[i]!.carriedAt === undefined ? [] : [state]));
    return carried.length > 0 ? { values, carried } : { values };
  }

  /** Whether a value of a row is found along the windows. */
  isResult(values: Computed['values']): boolean {
    return this.selected.some(({ looksBack }, i) => looksBack && values[i] !== null);
  }
}

/** Whether its values do not say what it goes on from. */
const carries = (fn: SeriesFunction): boolean => (fn.most ? true : Boolean(fn.next && fn.show));

const textOf = (value: SeriesValue): string => JSON.stringify({ ...value, line: undefined });
