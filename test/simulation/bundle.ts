import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Outcome, RunOptions } from './run';

/** A change of one source file of the engine, made while it is bundled: the files themselves stay as they are. */
export interface Edit {
  /** Path below engine/. */
  readonly file: string;
  /** What is there exactly once; where lines break does not matter. */
  readonly find: string | RegExp;
  readonly replace: string;
}

export type Simulate = (options: RunOptions) => Promise<Outcome>;

const ROOT = resolve(__dirname, '../..');
/** Below node_modules, so that the bundle finds the packages. */
const CACHE = join(ROOT, 'node_modules/.cache/simulation');

/** The simulator with the engine bundled into it, edited. Throws when an edit finds nothing to change. */
export async function loadSimulator(edits: readonly Edit[]): Promise<Simulate> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test/simulation/run.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [editing(edits)],
  });
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'run-'));
  try {
    const file = join(folder, 'simulator.cjs');
    writeFileSync(file, outputFiles[0]!.contents);
    const { simulate } = (await import(file)) as { simulate: Simulate };
    return simulate;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The source after its edits. */
function edited(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, find, replace }) => {
    const pattern = typeof find === 'string' ? ignoringSpace(find) : new RegExp(find, 'g');
    const found = [...text.matchAll(pattern)].length;
    if (found !== 1) throw new Error(`engine/${file} has ${String(find)} ${found} times: bring the edit up to date`);
    return typeof find === 'string' ? text.replace(pattern, () => replace) : text.replace(pattern, replace);
  }, source);
}

/** Code as it is found however it is broken into lines. */
function ignoringSpace(code: string): RegExp {
  const characters = [...code.replace(/\s/g, '')].map(one => one.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'));
  return new RegExp(characters.join('\\s*'), 'g');
}

function editing(edits: readonly Edit[]): Plugin {
  return {
    name: 'edit the engine',
    setup(context) {
      const sources = editedSources(edits);
      context.onLoad({ filter: /[\\/]engine[\\/].*\.ts$/ }, ({ path }) => {
        const contents = sources.get(path);
        return contents === undefined ? undefined : { contents, loader: 'ts' };
      });
    },
  };
}

/** The files that are edited, by their paths, as they are then. Throws when an edit finds nothing to change. */
export function editedSources(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const byPath = new Map<string, Edit[]>();
  for (const edit of edits) {
    const path = join(ROOT, 'engine', edit.file);
    byPath.set(path, [...(byPath.get(path) ?? []), edit]);
  }
  return new Map([...byPath].map(([path, own]) => [path, edited(readFileSync(path, 'utf8'), own)]));
}
