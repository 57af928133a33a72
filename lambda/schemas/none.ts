import type { SchemaRegistry } from '../../engine/ports';

/** For definitions whose records name no schemas. */
export const schemas: SchemaRegistry | undefined = undefined;
