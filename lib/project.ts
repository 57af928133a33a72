import { join } from 'node:path';

/** This package's folder. */
export const ROOT = join(__dirname, '..');

/** What a definition imports as `tidemark`. */
export const ENGINE = join(ROOT, 'engine', 'index.ts');
