import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** Bundles an entry of the bench as the functions are bundled: what is timed is what is deployed. */
export function bundle(entry, outfile) {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    sourcemap: 'inline',
    alias: {
      '#pipeline': join(ROOT, 'pipelines/page-views.ts'),
      '#lookups': join(ROOT, 'lambda/lookups/none.ts'),
      '#schemas': join(ROOT, 'lambda/schemas/none.ts'),
      tidemark: join(ROOT, 'engine/index.ts'),
    },
    outfile,
    logLevel: 'error',
  });
}
