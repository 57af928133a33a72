import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { positiveUpTo, wholeFrom } from '../../cli/numbers';
import { outputFile, scriptOptions } from '../../cli/script';
import { folderSizes } from './folder-sizes';
import { memoryOf } from './processes';
import { growing, type Sample, table } from './report';

/**
 * Runs the product for a while under steady traffic and watches what it holds: the memory of each process, the size of each
 * store. Then ends it as Ctrl-C does, and audits it.
 */
interface Options {
  readonly minutes: number;
  readonly rate: number;
  readonly every: number;
  readonly port: number;
  readonly json?: string;
}

const options = scriptOptions<Options>(
  'npm run test:soak --',
  'Runs the product under steady traffic: the memory of no process may keep growing, and the audit must agree.',
  command =>
    command
      .option('--minutes <number>', 'how long', positiveUpTo(100_000), 30)
      .option('--rate <events/s>', 'to each of two pipelines', positiveUpTo(1_000_000), 500)
      .option('--every <seconds>', 'between two looks', positiveUpTo(3_600), 10)
      .option('--port <port>', 'of the page', wholeFrom(0, 65_535), 4199)
      .option('--json <file>', 'writes what was seen as JSON', outputFile),
);
const ROOT = resolve(__dirname, '../..');
const CLI = ['--max-semi-space-size=4', join(ROOT, 'cli/tidemark.mjs')];
const PIPELINES = ['trades', 'page-views'];

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tidemark-soak-'));
  const pipelines = PIPELINES.flatMap(name => ['--pipeline', name]);
  const runner = spawn(
    process.execPath,
    [
      ...CLI,
      'local',
      ...pipelines,
      '--rate',
      String(options.rate),
      '--port',
      String(options.port),
      '--data-dir',
      dataDir,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  try {
    await soak(runner, dataDir);
  } finally {
    runner.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function soak(runner: ChildProcess, dataDir: string): Promise<void> {
  const complaints = complaintsOf(runner);
  const interrupt = (): void => void runner.kill('SIGINT');
  process.once('SIGINT', interrupt);
  const samples = await watch(runner, dataDir);
  interrupt();
  const [code] = runner.exitCode === null ? ((await once(runner, 'exit')) as [number | null]) : [runner.exitCode];
  console.log(`\n${table(samples)}\n`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(samples)}\n`);
  const problems = [...complaints, ...growing(samples).map(name => `${name} holds ever more memory`)];
  if (code !== 0) problems.push(`the runner ended with ${code}`);
  for (const name of PIPELINES) problems.push(...(await auditOf(name, dataDir)));
  for (const problem of problems) console.log(problem);
  console.log(problems.length === 0 ? 'steady, and the audits agree' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** Samples until the time is over or the runner has ended. */
async function watch(runner: ChildProcess, dataDir: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  const endMs = Date.now() + options.minutes * 60_000;
  for (let i = 0; Date.now() < endMs && runner.exitCode === null && !runner.killed; i++) {
    await sleep(options.every * 1_000);
    if (runner.exitCode !== null) break;
    const sample = { atMs: Date.now(), memory: memoryOf(runner.pid!), disk: folderSizes(dataDir) };
    samples.push(sample);
    if (i % 6 === 5) console.log(lineOf(sample));
  }
  return samples;
}

function lineOf({ atMs, memory, disk }: Sample): string {
  const mib = (sizes: Readonly<Record<string, number>>): string =>
    Object.entries(sizes)
      .map(([name, bytes]) => `${name} ${(bytes / 1024 / 1024).toFixed(0)}`)
      .join(', ');
  return `${new Date(atMs).toISOString()} MiB: ${mib(memory)}; on disk ${mib(disk)}`;
}

/** Lines of the runner that tell of errors, ten at most. */
function complaintsOf(runner: ChildProcess): string[] {
  const complaints: string[] = [];
  const take = (text: string): void => {
    for (const line of text.split('\n'))
      if (/error|fail|timed out/i.test(line) && complaints.length < 10) complaints.push(`the runner says: ${line}`);
  };
  runner.stdout!.setEncoding('utf8').on('data', take);
  runner.stderr!.setEncoding('utf8').on('data', take);
  return complaints;
}

async function auditOf(pipeline: string, dataDir: string): Promise<string[]> {
  const child = spawn(process.execPath, [...CLI, 'audit', '--pipeline', pipeline, '--data-dir', dataDir]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  console.log(`audit of ${pipeline}: ${output.trim().split('\n').slice(-4).join('\n  ')}`);
  return code === 0 ? [] : [`the audit of ${pipeline} does not agree`];
}

void main();
