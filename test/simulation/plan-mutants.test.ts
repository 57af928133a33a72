import { PLAN_MISTAKES } from './plan-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(PLAN_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
