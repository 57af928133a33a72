import { FINALIZE_RULES } from './finalize-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(FINALIZE_RULES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
