import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultRecord } from '../../engine/results/result-row';
import type { Random } from '../../pipelines/templates/generator';
import { functionProcesses, kill } from './processes';

const ROOT = resolve(__dirname, '../..');
const CLI = ['--max-semi-space-size=4', join(ROOT, 'cli/tidemark.mjs')];
export const DEFINITION = join(__dirname, 'definition.ts');

/** Of functions in one life of a runner: it must come to an end. */
const KILLS_MAX = 16;

export interface Killed {
  functions: number;
  runners: number;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Replays an input to its end. */
export function replay(input: string, dataDir: string): Promise<Ran> {
  return ended(startReplay(input, dataDir));
}

/** The audit of a data folder that no runner uses. */
export function audit(dataDir: string): Promise<Ran> {
  return ended(spawn(process.execPath, [...CLI, 'audit', '--pipeline', DEFINITION, '--data-dir', dataDir]));
}

/**
 * Replays an input while processes are killed at random moments: those of functions, and a few times the runner itself,
 * which is then started again on its data folder.
 */
export async function killedReplay(
  input: string,
  dataDir: string,
  random: Random,
): Promise<{ ran: Ran; killed: Killed }> {
  const killed: Killed = { functions: 0, runners: 0 };
  const runnerKills = Math.floor(random() * 3);
  for (;;) {
    const child = startReplay(input, dataDir);
    const running = ended(child);
    const runnerDiesMs = killed.runners < runnerKills ? 1_000 + random() * 4_000 : Infinity;
    await harass(child, runnerDiesMs, random, killed);
    const ran = await running;
    if (ran.code !== null) return { ran, killed };
    killed.runners++;
  }
}

async function harass(child: ChildProcess, runnerDiesMs: number, random: Random, killed: Killed): Promise<void> {
  const startMs = Date.now();
  const functionKills = KILLS_MAX * random();
  for (let kills = 0; child.exitCode === null && child.signalCode === null;) {
    await sleep(50 + random() * 1_000);
    if (Date.now() - startMs > runnerDiesMs) return kill(child.pid!);
    const found = functionProcesses(child.pid!);
    if (found.length === 0 || kills >= functionKills) continue;
    kills++;
    kill(found[Math.floor(random() * found.length)]!);
    killed.functions++;
  }
}

function startReplay(input: string, dataDir: string): ChildProcess {
  return spawn(process.execPath, [...CLI, 'replay', '--pipeline', DEFINITION, '--input', input, '--data-dir', dataDir]);
}

async function ended(child: ChildProcess): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

export const resultsOf = ({ stdout }: Ran): ResultRecord[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as ResultRecord);
