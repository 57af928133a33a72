import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../../bench/report';

const CLI = join(__dirname, '../../cli/tidemark.mjs');

test('the bench prints JSON for machines, with the cases asked for', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    [CLI, 'bench', '--only', 'window/tumbling', '--smoke', '--json'],
    {
      encoding: 'utf8',
    },
  );
  const { machine, results } = JSON.parse(stdout) as Report;
  expect(machine.node).toBe(process.version);
  expect(results.map(({ id, overFirst }) => [id, overFirst])).toEqual([['window/tumbling', 1]]);
  expect(status).toBe(1); // the ratios of the cases left out do not hold
}, 60_000);
