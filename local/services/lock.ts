import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { LocalError } from '../local-error';
import { close, HOST, listen } from './listen';

const MARKER = 'tidemark.json';
const LOCK = 'lock.json';

interface Holder {
  readonly pid: number;
  readonly address: string;
  readonly token: string;
}

/**
 * Makes a folder ready for the runner's data and takes it for this runner alone. The holder answers on a port of its
 * own, so that a lock left by a killed process is known from one in use, whatever process has its number now.
 *
 * @returns gives the folder free.
 * @throws LocalError when another runner uses the folder, or when it is not ours to write to.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  prepare(dataDir);
  const token = randomUUID();
  const server = createServer((_request, response) => response.end(token)).unref();
  const address = await listen(server, 0, 'the lock of the data folder');
  const file = join(dataDir, LOCK);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, address, token } satisfies Holder), { flag: 'wx' });
      break;
    } catch (error) {
      const holder = readHolder(file);
      const isTaken =
        attempt > 2 || (error as NodeJS.ErrnoException).code !== 'EEXIST' || (holder && (await isAlive(holder)));
      if (isTaken) {
        await close(server);
        throw new LocalError(`${dataDir} is in use by another runner${holder ? ` (process ${holder.pid})` : ''}`);
      }
      rmSync(file, { force: true });
    }
  }
  return async () => {
    rmSync(file, { force: true });
    await close(server);
  };
}

function prepare(dataDir: string): void {
  let names: string[];
  try {
    mkdirSync(dataDir, { recursive: true });
    names = readdirSync(dataDir).filter(name => !name.startsWith('.'));
  } catch (error) {
    throw new LocalError(`cannot use ${dataDir} as data folder (${(error as NodeJS.ErrnoException).code})`);
  }
  if (names.length > 0 && !names.includes(MARKER))
    throw new LocalError(`${dataDir} is not empty and was not made by Tidemark`);
  try {
    writeFileSync(join(dataDir, MARKER), '{"format":1}\n');
  } catch (error) {
    throw new LocalError(`cannot write to ${dataDir} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** A holder that takes the connection and does not answer in time is alive and busy. */
function isAlive(holder: Holder): Promise<boolean> {
  return new Promise(answer => {
    const probe = request({ host: HOST, port: Number(holder.address.split(':')[2]), timeout: 2_000 }, response => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString().slice(0, 100)));
      response.on('end', () => answer(body === holder.token));
      response.on('error', () => answer(false));
    });
    probe.on('timeout', () => {
      answer(true);
      probe.destroy();
    });
    probe.on('error', () => answer(false));
    probe.end();
  });
}
