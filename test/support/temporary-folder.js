const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Gives a run a folder of its own for temporary files, and takes it away at the end: synthesis leaves what it made there. */
module.exports = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-tests-'));
  process.env.TMPDIR = folder;
  globalThis.removeTemporaryFolder = () => rmSync(folder, { recursive: true, force: true });
};
