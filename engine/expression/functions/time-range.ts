import { EvaluationError } from './scalar-function';

/** About 272,000 years before and after 1970: what a Date holds in any zone, less the year that a truncation may take off. */
const TIME_MS_MAX = 8.6e15;

/** @throws EvaluationError for ms that no calendar here reaches. */
export function calendarTime(ms: number): number {
  if (Math.abs(ms) > TIME_MS_MAX) throw new EvaluationError(`${ms} ms since 1970 is no time of the calendar`);
  return ms;
}
