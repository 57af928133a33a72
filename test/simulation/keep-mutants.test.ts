import { KEEP_MISTAKES } from './keep-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(KEEP_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
