import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Resident memory by role, bytes. */
export type Memory = Readonly<Record<string, number>>;

/** What the runner and the processes of its functions hold; functions by name where the system tells it (/proc). */
export function memoryOf(runnerPid: number): Memory {
  const memory: Record<string, number> = {};
  for (const { pid, role, bytes } of processesOf(runnerPid)) {
    const name = role ?? functionName(pid) ?? 'functions';
    memory[name] = (memory[name] ?? 0) + bytes;
  }
  return memory;
}

function processesOf(runnerPid: number): { pid: number; role: string | undefined; bytes: number }[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number) as [number, number, number])
    .filter(([pid, parent, kib]) => kib > 0 && (pid === runnerPid || parent === runnerPid))
    .map(([pid, , kib]) => ({ pid, role: pid === runnerPid ? 'runner' : undefined, bytes: kib * 1024 }));
}

function functionName(pid: number): string | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const name = environment.find(each => each.startsWith('AWS_LAMBDA_FUNCTION_NAME='))?.split('=')[1];
    return name?.replace(/^Tidemark-(.+)-Pipeline(\w+)HandlerFunction\w*$/, '$1 $2');
  } catch {
    return undefined; // it has ended, or the system has no /proc
  }
}
