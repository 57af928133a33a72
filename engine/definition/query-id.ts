import { ROW_FORMAT } from '../store/rows';
import type { EventColumns } from './event-columns';
import type { EventQuery } from './pipeline';
import { stateOf } from './state-meaning';

/** Gives the ids of queries over events: another id never shares state. @param meaning what gives all state of the events its own. */
export function queryId(
  columns: EventColumns,
  meaning: object,
  fingerprint: (value: unknown) => string,
): (query: Omit<EventQuery, 'id'>) => string {
  return query => `${query.name}@${fingerprint([ROW_FORMAT, meaning, stateOf(query, columns)])}`;
}
