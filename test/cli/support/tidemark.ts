import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResultRecord } from '../../../engine/results/result-row';

const CLI = join(__dirname, '../../../cli/tidemark.mjs');

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that goes on: the real one, in a process of its own. */
export function start(args: readonly string[], cwd = process.cwd(), env = process.env): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: 'pipe' });
}

/** Runs a command to its end. */
export async function tidemark(
  args: readonly string[],
  options: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const child = start(args, options.cwd, options.env);
  child.stdin!.on('error', () => undefined);
  child.stdin!.end(options.input ?? '');
  const [stdout, stderr] = [collect(child.stdout!), collect(child.stderr!)];
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { code, stdout: stdout(), stderr: stderr() };
}

export function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

export const results = ({ stdout }: Ran): ResultRecord[] =>
  stdout.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as ResultRecord]));

/** A folder for the tests of a file, removed after them. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tidemark-cli-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The seed's own nine trades. */
export const NINE_TRADES = `AMC,SELL,158.84,216,1534849271061
AGL,BUY,496.53,233,1534849272066
AGL,SELL,26.57,181,1534849273070
AMC,BUY,755.46,231,1534849274072
AGL,SELL,948.21,540,1534849275077
ANZ,BUY,899.60,647,1534849276082
ANZ,SELL,494.85,714,1534849277086
ANZ,BUY,26.44,333,1534849278087
AGL,SELL,910.43,943,1534849279088
`;
export const COLUMNS = 'stockName,tradeType,price,quantity,timestamp';
