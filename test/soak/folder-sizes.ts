import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of the files in each folder of a data folder, by the folder's name. */
export function folderSizes(dataDir: string): Readonly<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const entry of readdirSync(dataDir, { withFileTypes: true }))
    if (entry.isDirectory()) sizes[entry.name] = sizeOf(join(dataDir, entry.name));
  return sizes;
}

function sizeOf(folder: string): number {
  let sum = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false }); // a store removes files while we look
    if (stats?.isFile()) sum += stats.size;
  }
  return sum;
}
