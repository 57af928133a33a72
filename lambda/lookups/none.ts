import type { OnStaleTable } from '../../engine/lookup/lookups';
import type { LookupSource } from '../../engine/ports';

/** For definitions without lookups. */
export const openLookups = (_onStale: OnStaleTable): LookupSource | undefined => undefined;
