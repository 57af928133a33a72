import { INPUT_MISTAKES } from './input-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(INPUT_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
