import { IDENTIFIER } from './identifier';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import type { MovingAverage } from './moving-average';
import { didYouMean } from '../text/nearest-name';
import type { EventQuery, MovingAverageQuery, ResultValue } from './pipeline';
import { showValue } from './show-value';
import { type Built, refuseSurplus, surplusOf } from './surplus';

/** A query over the closed windows of another. */
export interface MovingAverageInput {
  /** The query whose windows are averaged: tumbling or hopping. */
  readonly over: string;
  readonly select: Readonly<Record<string, MovingAverage>>;
  /** It has the keys and windows of the other query, and reports when they close. */
  readonly where?: never;
  readonly groupBy?: never;
  readonly window?: never;
  readonly having?: never;
  readonly top?: never;
  readonly emit?: never;
}

const QUERY = ['over', 'select'];
const OF_THE_OTHER_QUERY = ['where', 'groupBy', 'window', 'having', 'top', 'emit'];
const AVERAGE = namesOf<Omit<MovingAverage, keyof Built>>({ kind: true, of: true, n: true, line: true, k: true });
const BOLLINGER_TAKES = 'bollinger takes the name of a value, n and k, got also';
const N_MAX = 200;
const SELECTED_MAX = 24;
const DEVIATIONS_MAX = 10;
const LINES: readonly MovingAverage['line'][] = ['lower', 'middle', 'upper'];
/** The value itself, beside its averages. */
export const value: (of: string) => MovingAverage = (of, ...more: readonly unknown[]) => ({
  kind: 'value',
  of,
  n: 1,
  ...surplusOf('value takes the name of a value, got also', more),
});
function overWindows(kind: 'sma' | 'ema'): (of: string, n: number) => MovingAverage {
  const takes = `${kind} takes the name of a value and n, got also`;
  return (of, n, ...more: readonly unknown[]) => ({ kind, of, n, ...surplusOf(takes, more) });
}
/** Simple moving average: the mean of the latest `n` windows. */
export const sma = overWindows('sma');
/** Exponential moving average with weight 2 / (n + 1) for the latest window, seeded by the mean of the first `n`. */
export const ema = overWindows('ema');
/**
 * Bollinger band: the mean of the latest `n` windows, and lines `k` (0.1-10) standard deviations of the population above and
 * below it. Three values, to be spread into a select: `...bollinger('avgPrice', 20, 2)` gives lower, middle and upper.
 */
export const bollinger: (
  of: string,
  n: number,
  k: number,
) => { readonly lower: MovingAverage; readonly middle: MovingAverage; readonly upper: MovingAverage } = (
  of,
  n,
  k,
  ...more: readonly unknown[]
) => {
  const band = { kind: 'bollinger', of, n, k, ...surplusOf(BOLLINGER_TAKES, more) } as const;
  return { lower: { ...band, line: 'lower' }, middle: { ...band, line: 'middle' }, upper: { ...band, line: 'upper' } };
};

/** Checks a query over the windows of another; undefined when it is wrong. */
export function checkMovingAverages(
  name: string,
  input: MovingAverageInput,
  queries: readonly EventQuery[],
  fingerprint: (value: unknown) => string,
  problem: Problem,
): MovingAverageQuery | undefined {
  const path = `queries.${name}`;
  for (const key of OF_THE_OTHER_QUERY)
    if (key in input) problem(`${path}.${key}: not beside over: the keys and windows are those of the query it names`);
  refuseUnknownKeys(input, [...QUERY, ...OF_THE_OTHER_QUERY], path, problem);
  const base = queries.find(query => query.name === input.over);
  if (!base) {
    const hint = didYouMean(
      input.over,
      queries.map(query => query.name),
    );
    problem(`${path}.over: no query ${showValue(input.over)} with a window of its own${hint}`);
    return undefined;
  }
  const { window } = base;
  if (window.kind !== 'grid') {
    problem(`${path}.over: ${base.name} has session windows; averages need tumbling or hopping ones`);
    return undefined;
  }
  if (base.having || base.top) {
    problem(`${path}.over: ${base.name} has ${base.having ? 'having' : 'top'}; averages need all of a key's windows`);
    return undefined;
  }
  const example = "{ mean: sma('price', 12) }";
  const select = objectOf(input.select, `${path}.select`, example, problem) as MovingAverageInput['select'];
  const names = Object.keys(select);
  if (names.length === 0) problem(`${path}.select: at least one value is needed`);
  if (names.length > SELECTED_MAX) problem(`${path}.select: ${names.length} values are more than ${SELECTED_MAX}`);
  if (!Object.values(select).some(each => each?.kind !== 'value'))
    problem(`${path}.select: at least one of sma, ema and bollinger is needed`);
  for (const as of names) {
    if (!IDENTIFIER.test(as)) problem(`${path}.select.${as}: not an identifier`);
    checkSelected(select[as]!, `${path}.select.${as}`, base, problem);
  }
  const { groupBy } = base;
  const averaged = Object.values(select).map(each => typeof each?.of === 'string' && base.values[each.of]);
  const id = `${name}@${fingerprint([base.id, averaged, select])}`;
  const values = Object.fromEntries(names.map(as => [as, averageValue(as)]));
  return { name, id, over: base.name, groupBy, window, averages: select, values, emit: 'onClose' };
}

function checkSelected(average: MovingAverage, path: string, base: EventQuery, problem: Problem): void {
  if (!['value', 'sma', 'ema', 'bollinger'].includes(average?.kind))
    return problem(`${path}: expected value(), sma(), ema() or a line of bollinger(): ${showValue(average)}`);
  refuseUnknownKeys(refuseSurplus(average, path, problem), AVERAGE, path, problem);
  const { kind, of, n, k, line } = average;
  const selected = Object.keys(base.values);
  if (typeof of !== 'string' || !selected.includes(of))
    return problem(`${path}: query ${base.name} selects no ${showValue(of)}${didYouMean(of, selected)}`);
  if (!isNumber(base.values[of]!)) problem(`${path}: ${of} of query ${base.name} is not always a number`);
  if (kind === 'value' && n !== 1) problem(`${path}.n: 1 for value: ${showValue(n)}`);
  if (kind !== 'value' && !(Number.isInteger(n) && n >= 2 && n <= N_MAX))
    problem(`${path}: n must be a whole number from 2 to ${N_MAX}: ${showValue(n)}`);
  if (kind === 'bollinger') {
    if (!(typeof k === 'number' && k >= 0.1 && k <= DEVIATIONS_MAX))
      problem(`${path}: k must be from 0.1 to ${DEVIATIONS_MAX}: ${showValue(k)}`);
    if (!LINES.includes(line)) problem(`${path}.line: expected lower, middle or upper: ${showValue(line)}`);
    return;
  }
  if (k !== undefined) problem(`${path}.k: only bollinger takes it`);
  if (line !== undefined) problem(`${path}.line: only bollinger takes it`);
}

function isNumber({ type }: ResultValue): boolean {
  return 'type' in type && (type.type === 'number' || type.type === 'integer');
}

const averageValue = (name: string): ResultValue => ({
  expression: { op: 'column', name },
  type: { type: 'number', isNullable: true },
});
