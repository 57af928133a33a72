import { didYouMean } from '../text/nearest-name';
import { fieldOf } from './check-fields';
import type { EventColumns } from './event-columns';
import { TIME_KINDS } from './fields';
import type { Problem } from './known-keys';
import { showValue } from './show-value';
import { checkWritten } from './written';

const TIMES = [...TIME_KINDS]
  .map(kind => `${kind}()`)
  .join(', ')
  .replace(/, (?!.*, )/, ' or ');

/** Checks the event time, a field of a time kind that every event has or an expression of type time; its column. */
export function checkEventTime(eventTime: unknown, columns: EventColumns, problem: Problem): string {
  const { fields } = columns;
  const field = fieldOf(fields, eventTime);
  if (field) {
    if (!TIME_KINDS.has(field.kind)) problem(`eventTime: ${String(eventTime)} must be ${TIMES}`);
    else if (field.isOptional)
      problem(
        `eventTime: ${String(eventTime)} is optional; write coalesce(${String(eventTime)}, arrival_time), or make it required`,
      );
    return eventTime as string;
  }
  if (typeof eventTime !== 'string' || (/^\w+$/.test(eventTime) && columns.typeOf(eventTime) === undefined)) {
    problem(`eventTime: no field ${showValue(eventTime)} in event${didYouMean(eventTime, Object.keys(fields))}`);
    return '';
  }
  const checked = checkWritten('eventTime', eventTime, columns, problem, 'time');
  if (!checked) return '';
  if (columns.looksUp(checked.expression))
    problem('eventTime: reads a lookup table; when an event happened it says itself');
  return columns.columnOf(checked);
}
