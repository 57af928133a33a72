import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { collect, folder, tidemark } from './support/tidemark';

jest.setTimeout(90_000);

const dir = folder();
const PORT = 41_987;
const BASE = `http://127.0.0.1:${PORT}`;

async function until(found: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await found()) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error('it did not happen in time');
}

describe('local', () => {
  let child: ChildProcess;
  let stderr: () => string;
  beforeAll(async () => {
    const options = ['--pipeline', 'trades', '--port', String(PORT), '--data-dir', dir];
    child = spawn('npm', ['start', '--', ...options], { stdio: 'pipe', detached: true });
    stderr = collect(child.stderr!);
    collect(child.stdout!);
    await until(async () => (await windows()) > 0);
  });
  afterAll(() => {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
  });

  const windows = async (): Promise<number> => {
    const response = await fetch(`${BASE}/pipelines/trades/queries/prices/windows?limit=5`).catch(() => undefined);
    return response?.ok ? ((await response.json()) as { windows: unknown[] }).windows.length : 0;
  };

  it('shows closed windows, and says where', () => {
    expect(stderr()).toContain(BASE);
    expect(stderr()).toMatch(/Ctrl-C/);
  });

  it('refuses requests under the name of another host', async () => {
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port: PORT, path: '/', headers: { host: 'evil.example' } }, response =>
        resolve(response.statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('is found by streams, tail and produce', async () => {
    expect((await tidemark(['streams', '--count'])).stdout).toMatch(/trades[^]*trades_aggregates/);
    const produced = await tidemark(['produce', '--pipeline', 'trades', '--rate', '1000', '--total', '50']);
    expect(produced).toMatchObject({ code: 0 });
    expect(produced.stderr).toMatch(/50 events/);
    const tail = await tidemark(['tail', 'trades', '--from-start', '--once']);
    expect(tail.stdout.trim().split('\n').length).toBeGreaterThanOrEqual(50);
    expect(JSON.parse(tail.stdout.split('\n')[0]!)).toHaveProperty('stockName');
  });

  it('refuses an address or a host name that is none, in one line', async () => {
    const host = await tidemark(['local', '--host', 'example.com']);
    expect(host).toMatchObject({ code: 1, stderr: expect.stringContaining('expected an IP address') as string });
    const name = await tidemark(['local', '--allow-host', 'a.example,*.example']);
    expect(name).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('without scheme or port: *.example') as string,
    });
  });

  it('says that a port or a data folder is in use, in one line', async () => {
    const blocker: Server = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    const taken = await tidemark(['local', '--pipeline', 'trades', '--port', String(port)]);
    blocker.close();
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(new RegExp(`port ${port} is taken`));
    const locked = await tidemark(['local', '--pipeline', 'trades', '--port', '0', '--data-dir', dir]);
    expect(locked.code).toBe(1);
    expect(locked.stderr).toMatch(/in use|another/i);
    expect(`${taken.stderr}${locked.stderr}`).not.toMatch(/\n\s+at /);
  });

  it('ends by Ctrl-C, which a terminal sends to npm and to all below it, with exit code 0, no port and no process left', async () => {
    process.kill(-child.pid!, 'SIGINT');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    await expect(fetch(BASE)).rejects.toThrow('fetch failed');
    await until(() => !groupIsAlive(child.pid!), 5_000);
  });
});

function groupIsAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

describe('every command', () => {
  it.each(['local', 'replay', 'produce', 'feed', 'tail', 'streams', 'audit', 'size', 'bench'])(
    '%s has help',
    async command => {
      const ran = await tidemark([command, '--help']);
      expect(ran.code).toBe(0);
      expect(ran.stdout).toMatch(/Usage: tidemark/);
    },
  );

  it('that is unknown is refused with a hint', async () => {
    const ran = await tidemark(['repaly']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/unknown command 'repaly'[^]*replay/);
  });
});
