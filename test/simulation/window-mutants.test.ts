import { WINDOW_MISTAKES } from './window-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(WINDOW_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
