import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { editedSources } from './bundle';
import { MISTAKE_OF_THE_EDIT } from './find';
import { type UnitMutant, UNIT_MUTANTS } from './unit-mutants';

const ROOT = resolve(__dirname, '../..');
const CONFIG = jest.requireActual<{
  readonly moduleNameMapper: object;
  readonly transform: Readonly<Record<string, readonly [string, object]>>;
}>('../../jest.config.js');

interface Ended {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly Ended[] }[];
}

/** Runs the test over the engine with the edit in it. */
function runWith(mutant: UnitMutant): Ended {
  const [pattern, [, swc]] = Object.entries(CONFIG.transform)[0]!;
  const contents = Object.fromEntries(editedSources([mutant]));
  const { file, test } = mutant.caughtBy;
  const config = {
    rootDir: ROOT,
    testEnvironment: 'node',
    testMatch: [join(ROOT, 'test/engine', file)],
    moduleNameMapper: CONFIG.moduleNameMapper,
    transform: { [pattern]: [join(ROOT, 'test/support/edited-sources.js'), { contents, swc }] },
  };
  const command = join(ROOT, 'node_modules/jest/bin/jest.js');
  const only = `^${test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
  const options = ['--config', JSON.stringify(config), '--json', '--no-cache', '--runInBand', '-t', only];
  const { stdout } = spawnSync(process.execPath, [command, ...options], { cwd: ROOT, encoding: 'utf8' });
  const { testResults } = JSON.parse(stdout) as Report;
  return testResults.flatMap(({ assertionResults }) => assertionResults).find(({ fullName }) => fullName === test)!;
}

describe('a test of the engine notices when', () => {
  test.each(UNIT_MUTANTS.map(mutant => [mutant.name, mutant] as const))(
    '%s',
    (_, mutant) => {
      const { status, failureMessages } = runWith(mutant);
      expect(status).toBe('failed');
      // The edit breaks the rule, and not the code.
      expect(failureMessages.join()).not.toMatch(MISTAKE_OF_THE_EDIT);
    },
    120_000,
  );
});
