import { STATE_MISTAKES } from './state-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(STATE_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
