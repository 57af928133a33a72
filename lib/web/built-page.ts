import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../project';

/** Files by path, such as `/index.html`. */
export type BuiltFiles = ReadonlyMap<string, { readonly body: Uint8Array | string; readonly type: string }>;

const BUILD = join(ROOT, 'page', 'build.ts');

/** Stands where the page is not part of the checkout. */
const INDEX = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tidemark</title>
<h1>Tidemark</h1><p>The <a href="/pipelines">query API</a> and its <a href="/openapi.json">description</a>.</p></html>`;

/** The page's files, built now. */
export async function builtPage(): Promise<BuiltFiles> {
  if (!existsSync(BUILD)) return new Map([['/index.html', { body: INDEX, type: 'text/html; charset=utf-8' }]]);
  const { buildPage } = createRequire(__filename)(BUILD) as { buildPage: () => Promise<BuiltFiles> };
  return buildPage();
}
