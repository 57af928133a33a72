import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STORES = ['kinesis', 'dynamodb'];

/**
 * Notes in a new data folder that its streams and tables are being made. A start that is killed meanwhile leaves some half
 * made, for ever; nothing is in them yet, so the next start removes them.
 *
 * @returns to be called once they are made.
 */
export function beginMaking(dataDir: string): () => void {
  const note = join(dataDir, 'making');
  if (existsSync(note)) for (const store of STORES) rmSync(join(dataDir, store), { recursive: true, force: true });
  if (!STORES.some(store => existsSync(join(dataDir, store)))) writeFileSync(note, '');
  return () => rmSync(note, { force: true });
}
