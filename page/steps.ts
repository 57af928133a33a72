import type { QueryDescription } from '../api/contract';

/**
 * Whether a query is only a step to others: sessions and the results that other keys are made of. They are followed and shown
 * where they are chosen.
 */
export const isStep = (queries: readonly QueryDescription[], { name, groupBy, window }: QueryDescription): boolean =>
  window.kind === 'session' ||
  queries.some(({ over, ...other }) => over === name && other.groupBy.join() !== groupBy.join());

/** Queries that charts show: the chosen one, and beside averages what they are taken over. */
export function shownOf(queries: readonly QueryDescription[], chosen: QueryDescription): readonly QueryDescription[] {
  return [chosen, ...(isAverage(chosen) ? queries.filter(({ name }) => name === chosen.over) : [])];
}

export const isAverage = ({ values }: QueryDescription): boolean =>
  values.some(({ aggregate }) => aggregate === 'sma' || aggregate === 'ema');
