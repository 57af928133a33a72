import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { answers } from './endpoint';
import { killGroup, runCommand } from './run-command';
import { say } from './step';

/** An emulator of AWS that comes from PyPI. */
export interface EmulatorKind {
  readonly name: 'ministack' | 'moto';
  readonly packages: readonly string[];
  readonly command: (port: number) => {
    readonly program: string;
    readonly args: readonly string[];
    readonly env?: object;
  };
}

/** DuckDB is what it converts to Parquet with. */
export const MINISTACK: EmulatorKind = {
  name: 'ministack',
  packages: ['ministack==1.5.33', 'duckdb==2.0.0'],
  command: port => ({
    program: 'ministack',
    args: [],
    env: { GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', LAMBDA_EXECUTOR: 'local' },
  }),
};

export const MOTO: EmulatorKind = {
  name: 'moto',
  packages: ['moto[server]==5.2.5'],
  command: port => ({ program: 'moto_server', args: ['-H', '127.0.0.1', '-p', String(port)] }),
};

export interface Emulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const INSTALL_MS_MAX = 120_000;
const START_MS_MAX = 30_000;
const STOP_MS_MAX = 5_000;

/**
 * Installs an emulator in a virtual environment that is kept between runs.
 *
 * @param cacheDir where virtual environments are.
 * @returns the virtual environment's folder.
 * @throws CommandFailed without Python 3.10 or newer, or without a package index.
 */
export async function installEmulator({ name, packages }: EmulatorKind, cacheDir: string): Promise<string> {
  const folder = join(cacheDir, [name, ...packages].join('-').replaceAll(/[^\w.-]+/g, '-'));
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;
  say(`installing ${packages.join(' and ')} in a virtual environment`);
  rmSync(folder, { recursive: true, force: true });
  await runCommand('python3', ['-m', 'venv', folder], { timeoutMs: INSTALL_MS_MAX });
  const pip = ['install', '--quiet', '--disable-pip-version-check', ...packages];
  await runCommand(join(folder, 'bin', 'pip'), pip, { timeoutMs: INSTALL_MS_MAX });
  mkdirSync(complete);
  return folder;
}

/** Starts an installed emulator on a free port of 127.0.0.1; its log and its temporary files are in `workDir`. */
export async function startEmulator(kind: EmulatorKind, folder: string, workDir: string): Promise<Emulator> {
  const port = await freePort();
  const { program, args, env } = kind.command(port);
  const log = openSync(join(workDir, `${kind.name}.log`), 'a');
  const child = spawn(join(folder, 'bin', program), args, {
    cwd: workDir,
    env: { ...process.env, TMPDIR: workDir, ...env },
    detached: true,
    stdio: ['ignore', log, log],
  });
  const stop = (): Promise<void> => end(child);
  const endpoint = `http://localhost:${port}`;
  const deadlineMs = performance.now() + START_MS_MAX;
  while (!(await answers(endpoint))) {
    if (child.exitCode === null && performance.now() < deadlineMs) continue;
    await stop();
    throw new Error(`${kind.name} does not start: see ${join(workDir, `${kind.name}.log`)}`);
  }
  say(`${kind.name} answers at ${endpoint}`);
  return { endpoint, stop };
}

/** The functions that it runs as processes of their own end with its group. */
async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>(done => (child.exitCode === null ? child.once('exit', () => done()) : done()));
  killGroup(child.pid!, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child.pid!, 'SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(timer);
  killGroup(child.pid!, 'SIGKILL');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}
