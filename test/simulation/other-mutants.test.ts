import { OTHER_MISTAKES } from './other-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(OTHER_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
