import { WATERMARK_RULES } from './epoch-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(WATERMARK_RULES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
