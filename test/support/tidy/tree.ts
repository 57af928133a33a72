import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSource, type Source } from './source';

const SOURCE = /\.(ts|mts|mjs|js)$/;
const NO_SOURCES = new Set(['node_modules', 'cdk.out', 'coverage', 'reports', 'dist', 'docs', 'k8s']);
/** The package's own name is that of what users import (package.json). */
const ALIASES = new Map([['tidemark', 'engine/index.ts']]);

/** An import of one file of the tree by another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
}

/** The repository's sources and which imports which. */
export class SourceTree {
  readonly sources: readonly Source[];
  readonly edges: readonly Edge[];

  /** @param texts by path in the repository. */
  constructor(texts: ReadonlyMap<string, string>) {
    this.sources = [...texts].map(([path, text]) => parseSource(path, text));
    this.edges = this.sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ from, names }) => {
        const to = resolve(texts, path, from);
        return to === undefined ? [] : [{ from: path, to, names }];
      }),
    );
  }
}

/** The file that an import means; undefined for a package. */
function resolve(texts: ReadonlyMap<string, string>, path: string, from: string): string | undefined {
  if (!from.startsWith('.')) return ALIASES.get(from);
  const to = posix.join(posix.dirname(path), from);
  return [to, `${to}.ts`, `${to}/index.ts`, to.replace(/\.mjs$/, '.d.mts')].find(file => texts.has(file));
}

/** The text of every source below `root`, by path. */
export function readSources(root: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && !NO_SOURCES.has(entry.name)) walk(path);
      if (entry.isFile() && SOURCE.test(entry.name)) texts.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  walk('');
  return texts;
}
