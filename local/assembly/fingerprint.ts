import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files of the project that a synthesized app depends on. */
const SOURCES = [
  'bin',
  'cost',
  'engine',
  'lambda',
  'lib',
  'pipelines',
  'producer',
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
];

/** A hash of the project's sources, of further files, and of `parameters`. */
export function fingerprint(root: string, files: readonly string[], parameters: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(parameters));
  const add = (name: string, file: string): void => {
    const content = readFileSync(file);
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  };
  for (const source of SOURCES) {
    for (const name of filesBelow(root, source)) add(name, join(root, name));
  }
  for (const file of files) if (existsSync(file)) add(file, file);
  return hash.digest('hex').slice(0, 32);
}

function filesBelow(root: string, source: string): string[] {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (source.includes('.')) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
