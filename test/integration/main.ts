import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strictArgs } from '../../cli/script';
import { ROOT } from '../../lib/project';
import { Deployment } from './deployment';
import { type Emulator, installEmulator, MINISTACK, MOTO, startEmulator } from './emulator';
import { answers, awsEnvironment } from './endpoint';
import { CommandFailed } from './run-command';
import { putPast } from './past';
import { runScenario } from './scenario';
import { CheckFailed, say } from './step';

const DEFAULT_ENDPOINT = 'http://localhost:4566';
const CACHE = join(ROOT, 'node_modules', '.cache', 'tidemark');
const RUN_MS_MAX = 400_000;
const HELP = `npm run test:integration [-- --moto]

Deploys all stacks into the emulator of AWS at AWS_ENDPOINT_URL (${DEFAULT_ENDPOINT}), puts events, checks the results and
deletes the stacks. Where none answers it runs MiniStack from PyPI; without Python or PyPI it skips.

  --moto  deploys into moto and deletes the stacks: a check of the templates only
`;

/** What is undone at the end, last first, whatever happens. */
const undo: (() => Promise<void> | void)[] = [];

async function main(): Promise<void> {
  const { values } = strictArgs({ options: { moto: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return void process.stdout.write(HELP);
  const workDir = mkdtempSync(join(tmpdir(), 'tidemark-integration-'));
  undo.push(() => rmSync(workDir, { recursive: true, force: true }));

  const given = process.env['AWS_ENDPOINT_URL'] ?? DEFAULT_ENDPOINT;
  const isThere = !values.moto && (await answers(given));
  const own = isThere ? undefined : await ownEmulator(values.moto ? MOTO : MINISTACK, workDir);
  if (!isThere && !own) return;
  const endpoint = own?.endpoint ?? given;

  const env = awsEnvironment(endpoint, workDir);
  Object.assign(process.env, env);
  // moto knows exports only of stacks that were made without a change set, one at a time.
  const deployment = new Deployment(workDir, env, values.moto ? ['--method', 'direct'] : []);
  undo.push(() => deployment.destroyTheirs());
  const { StreamArn, KeyArn } = await deployment.deployTheirs();
  const startAt = await putPast(StreamArn, endpoint);
  undo.push(() => deployment.destroy());
  const outputs = await deployment.deploy({
    source: `trades=${StreamArn}`,
    sourceKey: `trades=${KeyArn}`,
    startAt: `trades=${startAt}`,
  });
  if (!values.moto) await runScenario(outputs, endpoint);
}

/** An emulator from PyPI, or undefined, said in one line, where it cannot be had. */
async function ownEmulator(kind: typeof MINISTACK, workDir: string): Promise<Emulator | undefined> {
  let folder: string;
  try {
    mkdirSync(CACHE, { recursive: true });
    folder = await installEmulator(kind, CACHE);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const [reason] = error.message.split('\n');
    say(`skipped: no emulator of AWS answers, and ${kind.name} cannot be installed (${reason})`);
    return undefined;
  }
  const emulator = await startEmulator(kind, folder, workDir);
  undo.push(() => emulator.stop());
  return emulator;
}

async function cleanUp(): Promise<void> {
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      fail(error);
    }
  }
}

function fail(error: unknown): void {
  process.exitCode = 1;
  const isPlain = error instanceof CheckFailed || error instanceof CommandFailed || error instanceof RangeError;
  say(`failed: ${isPlain ? error.message : error instanceof Error ? error.stack : String(error)}`);
}

function stopped(reason: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new CheckFailed(reason)), RUN_MS_MAX).unref();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new CheckFailed(signal)));
  });
}

void Promise.race([main(), stopped(`it took more than ${RUN_MS_MAX / 1000} s`)])
  .catch(fail)
  .then(cleanUp)
  .then(() => process.exit());
