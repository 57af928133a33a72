import { LOOKUP_MISTAKES } from './lookup-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(LOOKUP_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
