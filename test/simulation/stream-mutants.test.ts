import { STREAM_MISTAKES } from './stream-mutants';
import { byName, expectNoticed, TIMEOUT_MS } from './noticed';

test.each(byName(STREAM_MISTAKES))('a simulated run notices when %s', expectNoticed, TIMEOUT_MS);
