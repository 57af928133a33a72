import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const EXIT_MS_MAX = 15_000;

/** `npm start` in a process of its own, which can be killed and started again on the same port and data. */
export class LocalPipeline {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tidemark-browser-'));
  private child: ChildProcess | undefined;
  private port = 0;

  /** @param options beyond those of the port and the data. */
  constructor(private readonly options: readonly string[] = []) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.port ||= await freePort();
    const options = ['local', '--port', String(this.port), '--data-dir', join(this.folder, 'data'), ...this.options];
    this.child = spawn(process.execPath, [join(ROOT, 'cli', 'tidemark.mjs'), ...options], {
      cwd: ROOT,
      stdio: 'ignore',
    });
    for (const giveUpMs = Date.now() + 30_000; Date.now() < giveUpMs;) {
      const isUp = await fetch(`${this.address}/pipelines`).then(
        answer => answer.ok,
        () => false,
      );
      if (isUp) return;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    throw new Error('the local pipeline did not start within 30 s');
  }

  /** Ends it with an interrupt, as a user does, and kills it where it does not end. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const kill = setTimeout(() => child.kill('SIGKILL'), EXIT_MS_MAX);
    child.kill('SIGINT');
    await ended;
    clearTimeout(kill);
  }

  /** Ends it without a word, as a lost machine does. */
  async kill(): Promise<void> {
    const ended = once(this.child!, 'exit');
    this.child!.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
