import { setFlagsFromString } from 'node:v8';

/**
 * How much bytecode V8 may inline into one function, bytes (its default: 920). An event is read by many small functions; with
 * room for all of them a batch is folded about an eighth faster (docs/performance.md).
 */
setFlagsFromString('--max-inlined-bytecode-size-cumulative=3000');
