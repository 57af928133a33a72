import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A runner on this machine, as it announces itself so that `tail`, `streams`, `produce` and `audit` find it. */
export interface Running {
  readonly pid: number;
  readonly kinesis: string;
  readonly dynamodb: string;
  /** By pipeline name. */
  readonly pipelines: Readonly<Record<string, { readonly stateTable: string; readonly resultsTable: string }>>;
}

/** By number: a user of a container may have no name. */
const FILE = join(tmpdir(), `tidemark-${process.getuid?.() ?? 'user'}`, 'running.json');

/** Announces a runner until the function returned is called. The latest to announce itself is found. */
export function announce(running: Running): () => void {
  mkdirSync(join(FILE, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(FILE, JSON.stringify(running), { mode: 0o600 });
  return () => {
    if (findRunning()?.pid === running.pid) rmSync(FILE, { force: true });
  };
}

/** The runner that announced itself last, if its process lives. */
export function findRunning(): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(FILE, 'utf8')) as Running;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return undefined;
  }
}
