import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

jest.setTimeout(60_000);
const ROOT = join(__dirname, '../..');

function run(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, lines: stderr.trim().split('\n') };
}

const SCRIPTS = [
  'bench/main.ts',
  'bench/end-to-end/main.ts',
  'bench/peers/main.ts',
  'test/kill/main.ts',
  'test/soak/main.ts',
  'test/simulation/main.ts',
  'test/integration/main.ts',
  'test/browser/screenshot.ts',
];

test.each(SCRIPTS)('%s has a help, and refuses an option that it does not know in one line', script => {
  const help = run(script, '--help');
  expect([help.status, help.lines]).toEqual([0, ['']]);
  expect(help.stdout.length).toBeGreaterThan(100);
  const { status, stdout, lines } = run(script, '--unknown');
  expect([status === 0, stdout]).toEqual([false, '']);
  expect(lines[0]).toMatch(/unknown option '--unknown'/i);
  expect(lines.length).toBeLessThanOrEqual(2);
});

test.each([
  ['bench/main.ts', ['--json'], /'--json <file>' argument missing/],
  ['bench/main.ts', ['--json', join(ROOT, 'nowhere', 'x.json')], /cannot be written \(ENOENT\)/],
  ['bench/peers/main.ts', ['--peers', 'sparc'], /no peer is called "sparc"/],
  ['bench/peers/main.ts', ['--workloads', 'ysb,bids'], /no workload is called "bids"/],
  ['test/kill/main.ts', ['--runs', 'many'], /expected a whole number from 1 to 1,000,000/],
  ['test/soak/main.ts', ['--minutes', '-1'], /expected a number above 0/],
  ['test/simulation/main.ts', ['--seeds'], /'--seeds <value>' argument missing/],
])('%s %j is refused before any work', (script, args, message) => {
  const { status, stdout, lines } = run(script, ...args);
  expect([status === 0, stdout]).toEqual([false, '']);
  expect(lines[0]).toMatch(message);
  expect(lines.length).toBeLessThanOrEqual(2);
});
