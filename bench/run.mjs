#!/usr/bin/env node
// Bundles the bench and runs it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
const outfile = join(folder, 'bench.cjs');
bundle(process.env.BENCH_ENTRY ?? 'bench/main.ts', outfile);
const options = (process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean);
const { status } = spawnSync(process.execPath, ['--expose-gc', ...options, outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;
