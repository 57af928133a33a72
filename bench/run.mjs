#!/usr/bin/env node
// Bundles the bench as the functions are bundled, and runs it: what is timed is what is deployed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
const outfile = join(folder, 'bench.cjs');
const root = join(import.meta.dirname, '..');
buildSync({
  absWorkingDir: root,
  entryPoints: [process.env.BENCH_ENTRY ?? 'bench/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  sourcemap: 'inline',
  alias: { '#pipeline': join(root, 'pipelines/page-views.ts'), tidemark: join(root, 'engine/index.ts') },
  outfile,
  logLevel: 'error',
});
const options = (process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean);
const { status } = spawnSync(process.execPath, ['--expose-gc', ...options, outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;
