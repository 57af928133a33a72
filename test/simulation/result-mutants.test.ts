import { RESULT_MISTAKES } from './result-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(RESULT_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
