import { buildSync } from 'esbuild';
import { relative, resolve } from 'node:path';

/** A definition file and the files that it imports, packages left out; the file alone where it cannot be parsed. */
export function definitionFiles(file: string): string[] {
  try {
    const { metafile } = buildSync({
      entryPoints: [file],
      bundle: true,
      write: false,
      metafile: true,
      packages: 'external',
      platform: 'node',
      logLevel: 'silent',
      absWorkingDir: process.cwd(),
    });
    return Object.keys(metafile.inputs)
      .map(input => resolve(input))
      .sort((a, b) => (relative(file, a) < relative(file, b) ? -1 : 1));
  } catch {
    return [file];
  }
}
