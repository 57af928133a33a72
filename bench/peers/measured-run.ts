import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

export interface Run {
  /** From start to exit, s. */
  readonly wallSeconds: number;
  /** User and system time of the process and all below it, s. */
  readonly cpuSeconds: number;
  /** Most memory resident at once, of the process and all below it, MiB. */
  readonly peakMiB: number;
}

const SAMPLE_MS = 50;
/** /proc counts in these: 100 a second (getconf CLK_TCK), pages of 4 KiB. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/**
 * Runs a command to its end (Linux only: it reads /proc). What a process uses in its last 50 ms is missed.
 * Throws with the end of its stderr when it fails.
 */
export async function measuredRun(command: string, args: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  const ticks = new Map<number, number>();
  let peakPages = 0;
  const timer = setInterval(() => {
    const family = familyOf(child.pid!);
    for (const one of family) ticks.set(one.pid, one.ticks);
    peakPages = Math.max(peakPages, sum(family.map(one => one.pages)));
  }, SAMPLE_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${code}\n${stderr}`);
  return {
    wallSeconds: (performance.now() - start) / 1000,
    cpuSeconds: sum([...ticks.values()]) / TICKS_PER_SECOND,
    peakMiB: (peakPages * PAGE_BYTES) / 2 ** 20,
  };
}

interface ProcessUse {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly pages: number;
}

function familyOf(root: number): ProcessUse[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(readUse);
  const family = new Set([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

/** Of proc(5): after the name in brackets, state is field 3, ppid 4, utime 14, stime 15, rss 24. */
function readUse(pid: string): ProcessUse[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const field = (n: number): number => Number(fields[n - 3]);
    return [{ pid: Number(pid), parent: field(4), ticks: field(14) + field(15), pages: field(24) }];
  } catch {
    return [];
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
