import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { editedSources } from './bundle';
import { type UnitMutant, UNIT_MUTANTS } from './unit-mutants';

const ROOT = resolve(__dirname, '../..');
const CONFIG = jest.requireActual<{
  readonly moduleNameMapper: object;
  readonly transform: Readonly<Record<string, readonly [string, object]>>;
}>('../../jest.config.js');

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Runs a file of tests over the engine with the edit in it, and tells how its tests ended, by their names. */
function runWith(mutant: UnitMutant): Record<string, string> {
  const [pattern, [, swc]] = Object.entries(CONFIG.transform)[0]!;
  const contents = Object.fromEntries(editedSources([mutant]));
  const config = {
    rootDir: ROOT,
    testEnvironment: 'node',
    testMatch: [join(ROOT, 'test/engine', mutant.caughtBy.file)],
    moduleNameMapper: CONFIG.moduleNameMapper,
    transform: { [pattern]: [join(ROOT, 'test/support/edited-sources.js'), { contents, swc }] },
  };
  const command = join(ROOT, 'node_modules/jest/bin/jest.js');
  const options = ['--config', JSON.stringify(config), '--json', '--no-cache', '--runInBand'];
  const { stdout } = spawnSync(process.execPath, [command, ...options], { cwd: ROOT, encoding: 'utf8' });
  const { testResults } = JSON.parse(stdout) as Report;
  const ended = testResults.flatMap(({ assertionResults }) => assertionResults);
  return Object.fromEntries(ended.map(({ fullName, status }) => [fullName, status]));
}

describe('a test of the engine notices when', () => {
  test.each(UNIT_MUTANTS.map(mutant => [mutant.name, mutant] as const))(
    '%s',
    (_, mutant) => {
      const statuses = runWith(mutant);
      expect(statuses).toMatchObject({ [mutant.caughtBy.test]: 'failed' });
      // The edit breaks the rule, and not the code.
      expect(Object.values(statuses)).toContain('passed');
    },
    120_000,
  );
});
