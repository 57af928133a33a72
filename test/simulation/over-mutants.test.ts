import { OVER_MISTAKES } from './over-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(OVER_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
