import { buildSync } from 'esbuild';
import { join } from 'node:path';

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tidemark</title>
<script type="module" src="/sign-in.js"></script><body>Signing in.</body></html>`;

/** The files that sign a user in, by path. */
export function buildSignIn(): ReadonlyMap<string, string> {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'sign-in.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2021'],
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  return new Map([
    ['/sign-in.html', HTML],
    ['/sign-in.js', outputFiles[0]!.text],
  ]);
}
