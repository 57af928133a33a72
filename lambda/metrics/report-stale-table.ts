import type { Logger } from '@aws-lambda-powertools/logger';
import type { OnStaleTable } from '../../engine/lookup/lookups';
import type { Meter } from './meter';

/** Counts and tells that a lookup table could not be read anew. */
export const reportStaleTable =
  (meter: Pick<Meter, 'staleTable'>, logger: Pick<Logger, 'warn'>): OnStaleTable =>
  (table, error) => {
    meter.staleTable();
    logger.warn('a lookup table cannot be read anew: the version before goes on', { table, error });
  };
