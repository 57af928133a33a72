import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSignIn } from '../../sign-in/build';
import { builtPage } from './built-page';

/** Writes the files that the page's bucket holds into a folder: `node --import tsx write-page.ts FOLDER`. */
async function writePage(folder: string): Promise<void> {
  const write = (path: string, body: Uint8Array | string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  };
  for (const [path, { body }] of await builtPage()) write(path, body);
  for (const [path, body] of buildSignIn()) write(path, body);
}

void writePage(process.argv[2]!);
