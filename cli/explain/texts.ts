import type { AggregateType } from '../../engine/accumulators/aggregate-function';
import type { EventQuery, Pipeline } from '../../engine/definition/pipeline';
import type { Expression } from '../../engine/expression/expression';
import { printExpression, printWhole } from '../../engine/expression/print';
import type { Window } from '../../engine/windows/window';

/** An expression over results, whose aggregates are columns: they stand in it as they are written. */
export function resultText(expression: Expression, aggregates: EventQuery['aggregates']): string {
  const quoted = Object.keys(aggregates).map(name => [printExpression({ op: 'column', name }), name] as const);
  return quoted.reduce((text, [inQuotes, name]) => text.replaceAll(inQuotes, () => name), printWhole(expression));
}

/** What a column holds: its name, or the expression of one that a query computes without a name. */
export function columnText({ columns }: Pick<Pipeline, 'columns'>, name: string): string {
  const column = columns.find(each => each.name === name);
  if (!column || !name.startsWith('=')) return name;
  return 'expression' in column ? printWhole(column.expression) : name.slice(1);
}

export function typeText(type: AggregateType | undefined): string {
  if (type === undefined) return 'any type';
  if ('list' in type) return `list of ${type.list}, each with its count and error`;
  return type.isNullable ? `${type.type}, may be null` : type.type;
}

export function windowText(window: Window): string {
  if (window.kind === 'session')
    return `sessions, gap ${durationText(window.gapMs)}, at most ${durationText(window.maxDurationMs)}`;
  if (window.kind === 'calendar') {
    const from = window.firstDay ? `, from ${window.firstDay}` : '';
    return `tumbling, 1 ${window.unit}${from}, by the clocks of ${window.timeZone}`;
  }
  if (window.kind === 'cumulate')
    return `cumulate every ${durationText(window.stepMs)} of ${windowText(window.period)}`;
  const { sizeMs, slideMs, offsetMs } = window;
  const offset = offsetMs === 0 ? '' : `, moved by ${durationText(offsetMs)}`;
  if (sizeMs === slideMs) return `tumbling, ${durationText(sizeMs)}${offset}`;
  return `hopping, ${durationText(sizeMs)} every ${durationText(slideMs)}${offset}`;
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];

/** A duration in its largest whole unit, as a definition may say it: `90 seconds`. */
export function durationText(ms: number): string {
  const [unitMs, name] = UNITS.find(([each]) => ms >= each && ms % each === 0) ?? [1, 'ms'];
  return name === 'ms' ? `${numberText(ms)} ms` : counted(ms / unitMs, name);
}

export const counted = (n: number, what: string): string => `${numberText(n)} ${what}${n === 1 ? '' : 's'}`;

export const numberText = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 2 });
