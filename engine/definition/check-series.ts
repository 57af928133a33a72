import { isSeriesKind, seriesFunctionOf, seriesFunctions } from '../series/index';
import type { InputName, SeriesFunction } from '../series/series-function';
import { didYouMean } from '../text/nearest-name';
import { checkKeep } from './check-keep';
import type { Duration } from './duration';
import { IDENTIFIER } from './identifier';
import { objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import type { Query, ResultValue, SeriesQuery } from './pipeline';
import { looksBack, seriesInputsOf, type SeriesValue } from './series-values';
import { showValue } from './show-value';
import { refuseSurplus } from './surplus';
import { valueMeaning } from './value-meaning';

/** Functions along a key's closed windows of another query. */
export interface SeriesInput {
  /** The query whose windows are read: tumbling or hopping. */
  readonly over: string;
  readonly select: Readonly<Record<string, SeriesValue>>;
  /** As of a query over events. @default for ever */
  readonly keep?: Duration;
  /** It has the keys and windows of the other query, and reports when they close. */
  readonly where?: never;
  readonly groupBy?: never;
  readonly window?: never;
  readonly having?: never;
  readonly top?: never;
  readonly emit?: never;
}

const QUERY = ['over', 'select', 'keep'];
const WITH_A_WINDOW = ['where', 'groupBy', 'having', 'top'];
const SELECTED_MAX = 24;
/** Of every query over results. */
export const NO_EMIT = 'not beside over: it reports when its windows close';

/** Checks a query over the windows of another; undefined when it is wrong. */
export function checkSeries(
  name: string,
  input: SeriesInput,
  base: Query,
  fingerprint: (value: unknown) => string,
  report: Problem,
): SeriesQuery | undefined {
  const path = `queries.${name}`;
  let isRight = true;
  const problem: Problem = text => {
    isRight = false;
    report(text);
  };
  for (const key of WITH_A_WINDOW)
    if (input[key as keyof SeriesInput] !== undefined)
      problem(`${path}.${key}: beside over only with a window; without one the keys are those of ${base.name}`);
  if (input.emit !== undefined) problem(`${path}.emit: ${NO_EMIT}`);
  refuseUnknownKeys(input, [...QUERY, 'window', 'emit', ...WITH_A_WINDOW], path, problem);
  const { window } = base;
  if (window.kind === 'session') {
    problem(
      `${path}.over: ${base.name} has session windows; without a window of its own it needs tumbling or hopping ones`,
    );
    return undefined;
  }
  if (window.kind === 'cumulate') {
    problem(
      `${path}.over: ${base.name} has cumulate windows, of which each holds the one before; take tumbling or hopping ones`,
    );
    return undefined;
  }
  const keep = checkKeep(input.keep, path, problem);
  const select = checkSelect(input.select, path, base, problem);
  if (!isRight) return undefined;
  const read = Object.values(select).map(value => {
    const inputs = seriesInputsOf(value).map(of => valueMeaning(base, of));
    return inputs.length === 1 ? inputs[0] : inputs;
  });
  const { groupBy } = base;
  const id = `${name}@${fingerprint([base.id, read, select])}`;
  const values = Object.fromEntries(Object.keys(select).map(as => [as, resultValue(as)]));
  return { name, id, over: base.name, groupBy, window, series: select, values, emit: 'onClose', ...keep };
}

function checkSelect(given: unknown, path: string, base: Query, problem: Problem): SeriesQuery['series'] {
  const example = "{ mean: sma('price', 12) }";
  const select = objectOf(given, `${path}.select`, example, problem) as SeriesQuery['series'];
  const names = Object.keys(select);
  if (names.length === 0) problem(`${path}.select: at least one value is needed`);
  if (names.length > SELECTED_MAX) problem(`${path}.select: ${names.length} values are more than ${SELECTED_MAX}`);
  let isWhole = true;
  for (const as of names) {
    if (!IDENTIFIER.test(as)) problem(`${path}.select.${as}: not an identifier`);
    checkSelected(select[as]!, `${path}.select.${as}`, base, text => {
      isWhole = false;
      problem(text);
    });
  }
  if (isWhole && !Object.values(select).some(looksBack))
    problem(`${path}.select: at least one value along the windows is needed, such as sma`);
  return select;
}

function checkSelected(given: SeriesValue, path: string, base: Query, problem: Problem): void {
  if (!isSeriesKind(given?.kind))
    return problem(`${path}: expected a value along the windows, such as sma('price', 12): ${showValue(given)}`);
  const selected = refuseSurplus(given, path, problem);
  const { kind, line } = selected;
  const { inputs, options, lines = [] } = seriesFunctionOf(kind);
  refuseUnknownParts(selected, path, problem);
  for (const name of inputs) checkInput(name, selected, path, base, problem);
  for (const { name, expected, fits } of options)
    if (!fits(selected[name], selected)) problem(`${path}: ${name} must be ${expected}: ${showValue(selected[name])}`);
  if (lines.length > 0 && !lines.includes(line!))
    problem(`${path}.line: expected ${alternatives(lines)}: ${showValue(line)}`);
}

function checkInput(name: InputName, selected: SeriesValue, path: string, base: Query, problem: Problem): void {
  const input = selected[name];
  const names = Object.keys(base.values);
  if (input === undefined && name !== 'of') problem(`${path}: ${selected.kind} needs ${name}`);
  else if (typeof input !== 'string' || !names.includes(input))
    problem(`${path}: query ${base.name} selects no ${showValue(input)}${didYouMean(input, names)}`);
  else if (!isNumber(base.values[input]!)) problem(`${path}: ${input} of query ${base.name} is not always a number`);
}

function partsOf({ inputs, options, lines }: SeriesFunction): readonly string[] {
  return [...inputs, ...options.map(({ name }) => name), ...(lines ? ['line'] : [])];
}

/** Of all functions: one that another takes is told from one that none does. */
const PARTS: readonly string[] = [...new Set(seriesFunctions.flatMap(partsOf))];

function refuseUnknownParts(selected: SeriesValue, path: string, problem: Problem): void {
  const own = partsOf(seriesFunctionOf(selected.kind));
  const rest: Record<string, unknown> = { ...selected };
  for (const part of PARTS.filter(each => !own.includes(each))) {
    const given = rest[part];
    delete rest[part];
    if (given === undefined) continue;
    const takers = seriesFunctions.filter(fn => partsOf(fn).includes(part)).map(({ kind }) => kind);
    problem(`${path}.${part}: only ${takers.join(', ')} ${takers.length === 1 ? 'takes' : 'take'} it`);
  }
  refuseUnknownKeys(rest, ['kind', ...own], path, problem);
}

const alternatives = (names: readonly string[]): string => [names.slice(0, -1).join(', '), names.at(-1)].join(' or ');

function isNumber({ type }: ResultValue): boolean {
  return 'type' in type && (type.type === 'number' || type.type === 'integer');
}

const resultValue = (name: string): ResultValue => ({
  expression: { op: 'column', name },
  type: { type: 'number', isNullable: true },
});
