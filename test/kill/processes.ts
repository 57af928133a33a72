import { execFileSync } from 'node:child_process';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The processes that run functions for a runner. */
export function functionProcesses(runnerPid: number): number[] {
  return processes()
    .filter(({ parent, command }) => parent === runnerPid && command.includes('bootstrap.js'))
    .map(({ pid }) => pid);
}

/** Ends a process as a lost host would; one that is gone already is none of our business. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function processes(): Process[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => {
      const [pid, parent, ...args] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), command: args.join(' ') };
    });
}
