import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

/** A program that could not be started, failed or took too long; the message holds the end of its output. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** The end of the output that a failure shows, characters. */
const SHOWN_MAX = 2_000;

/**
 * Runs a program to its end, in a process group of its own that is killed when the time is over.
 *
 * @returns what it wrote on both outputs.
 * @throws CommandFailed
 */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { timeoutMs, ...rest } = options;
  const child = spawn(program, args, { ...rest, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(child.pid!, 'SIGKILL');
  }, timeoutMs);
  const outcome = await new Promise<string | null>(resolve => {
    child.on('error', error => resolve(error.message));
    child.on('close', code => resolve(code === 0 ? null : `exit code ${code}`));
  });
  clearTimeout(timer);
  if (outcome === null) return output;
  const reason = isLate ? `took more than ${timeoutMs / 1000} s` : outcome;
  throw new CommandFailed(`${program} ${args.join(' ')}: ${reason}\n${output.slice(-SHOWN_MAX)}`);
}

/** Signals a process and all that it started. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
