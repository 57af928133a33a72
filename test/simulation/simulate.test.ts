import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { simulatorFor } from './simulator';

const ROOT = resolve(__dirname, '../..');

function command(...options: string[]): { status: number | null; output: string } {
  const main = join(ROOT, 'test/simulation/main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, ...options], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const lastLine = (output: string): string | undefined => output.trimEnd().split('\n').at(-1);

test('a failure ends with exit code 1 and the line that replays it', () => {
  const { status, output } = command('--seeds', '1', '--from', '4', '--mutant', 'A4-commits-nothing');
  expect(status).toBe(1);
  expect(output).toContain('seed 4 failed: I1: commit');
  expect(output).toContain('replay: npm run simulate -- --seeds 1 --from 4 --mutant A4-commits-nothing');
  expect(lastLine(output)).toBe('0 passed, 1 failed');
}, 30_000);

test('an unknown fault or mutant is refused in one line', () => {
  expect(command('--without', 'gremlins')).toEqual({ status: 2, output: '--without: no class of faults gremlins\n' });
  expect(command('--mutant', 'none-such')).toEqual({ status: 2, output: '--mutant: no mutant none-such\n' });
}, 30_000);

test('a seed gives the same run every time, word for word', async () => {
  const simulate = simulatorFor(undefined);
  for (const seed of [7, 8]) {
    const runs: string[][] = [[], []];
    for (const lines of runs) await simulate({ seed, onTrace: line => lines.push(line) });
    expect(runs[0]!.length).toBeGreaterThan(100);
    expect(runs[1]).toEqual(runs[0]);
  }
}, 30_000);

test('twenty seeds run clean and cover every class of faults, with records, commits and results', async () => {
  const simulate = simulatorFor(undefined);
  const seen = new Set<string>();
  let whole = 0;
  for (let seed = 21; seed <= 40; seed++) {
    const { faults, stats, violations } = await simulate({ seed });
    expect(violations).toEqual([]);
    faults.forEach(name => seen.add(name));
    expect(stats.records * stats.invocations * stats.epochs).toBeGreaterThan(0);
    if (stats.results > 0) whole++;
  }
  // A definition may leave out all that there is.
  expect(whole).toBeGreaterThanOrEqual(17);
  const { FAULT_CLASSES } = await import('./faults');
  expect([...seen].sort()).toEqual([...FAULT_CLASSES].sort());
}, 200_000);
