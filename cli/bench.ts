import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './user-error';

export interface BenchOptions {
  readonly only?: string;
  readonly smoke?: boolean;
  readonly json?: boolean;
}

const RUN = join(__dirname, '../bench/run.mjs');

/** Times how events are read and folded, in a process of its own; its exit code is ours. */
export async function bench({ only, smoke, json }: BenchOptions): Promise<void> {
  if (!existsSync(RUN))
    throw new UserError('the bench is not part of this installation: run it in a clone of the project');
  const args = [...(only ? ['--only', only] : []), ...(smoke ? ['--smoke'] : []), ...(json ? ['--json', '-'] : [])];
  const child = spawn(process.execPath, [RUN, ...args], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  process.exitCode = code ?? 1;
}
