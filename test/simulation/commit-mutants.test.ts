import { COMMIT_RULES } from './commit-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(COMMIT_RULES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
