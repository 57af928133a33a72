import { buildSync } from 'esbuild';
import { join } from 'node:path';

/** The tracker as one script for browsers of 2018 and later. */
export function buildTracker(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'tracker.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2018'],
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
