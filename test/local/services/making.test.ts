import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginMaking } from '../../../local/services/making';
import { newFolder, removeFolders } from '../support/folders';

afterEach(removeFolders);

const fill = (dataDir: string): void => {
  for (const store of ['kinesis', 'dynamodb', 'lake']) {
    mkdirSync(join(dataDir, store), { recursive: true });
    writeFileSync(join(dataDir, store, 'data'), '');
  }
};

test('stores that a killed start has left half made are removed by the next', () => {
  const dataDir = newFolder();
  beginMaking(dataDir);
  fill(dataDir);
  beginMaking(dataDir);
  expect(existsSync(join(dataDir, 'kinesis'))).toBe(false);
  expect(existsSync(join(dataDir, 'dynamodb'))).toBe(false);
  expect(existsSync(join(dataDir, 'lake', 'data'))).toBe(true);
});

test('stores that were made are never removed', () => {
  const dataDir = newFolder();
  const made = beginMaking(dataDir);
  fill(dataDir);
  made();
  beginMaking(dataDir);
  beginMaking(dataDir)();
  beginMaking(dataDir);
  expect(existsSync(join(dataDir, 'dynamodb', 'data'))).toBe(true);
});
