import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../../shared/data');

/** The path of a file of real data beside the checkout, or undefined, said in one line, where it is absent. */
export function sharedData(name: string): string | undefined {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  console.warn(`skipped: no ../shared/data/${name} beside the checkout`);
  return undefined;
}
