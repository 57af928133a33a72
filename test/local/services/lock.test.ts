import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalError } from '../../../local/local-error';
import { lockDataDir } from '../../../local/services/lock';
import { newFolder, removeFolders } from '../support/folders';

jest.setTimeout(30_000);
afterEach(removeFolders);

test('a folder is free again once its holder lets go', async () => {
  const folder = newFolder();
  const release = await lockDataDir(folder);
  await expect(lockDataDir(folder)).rejects.toThrow(LocalError);
  await release();
  await (
    await lockDataDir(folder)
  )();
  expect(existsSync(join(folder, 'lock.json'))).toBe(false);
});

test('the lock of a killed process does not hold, even if its process number is in use again', async () => {
  const folder = newFolder();
  const script = join(newFolder(), 'hold.ts');
  writeFileSync(
    script,
    `import { lockDataDir } from '${join(__dirname, '../../../local/services/lock')}';
     void lockDataDir(${JSON.stringify(folder)}).then(() => console.log('held')); setInterval(() => {}, 1000);`,
  );
  const holder = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  await expect(lockDataDir(folder)).rejects.toThrow(`${folder} is in use by another runner (process ${holder.pid})`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (
    await lockDataDir(folder)
  )();

  writeFileSync(
    join(folder, 'lock.json'),
    JSON.stringify({ pid: process.pid, address: 'http://127.0.0.1:1', token: 't' }),
  );
  await (
    await lockDataDir(folder)
  )();
});

test('a folder that holds other things is not touched', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'thesis.txt'), '');
  await expect(lockDataDir(folder)).rejects.toThrow(
    new LocalError(`${folder} is not empty and was not made by Tidemark`),
  );
});

test('a path that is no folder is one clear line', async () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  await expect(lockDataDir(file)).rejects.toThrow(new LocalError(`cannot use ${file} as data folder (EEXIST)`));
  await expect(lockDataDir(join(file, 'below'))).rejects.toThrow(
    `cannot use ${join(file, 'below')} as data folder (ENOTDIR)`,
  );
});
