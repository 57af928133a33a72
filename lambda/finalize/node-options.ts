/**
 * What Node runs `finalize` with. Results are many small objects that live for one step: with a young generation of 64 MiB
 * a half, most are gone before they are copied, for a sixth less time and up to 100 MiB more memory (docs/performance.md).
 */
export const NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=64'];
/** Memory of a function that has room for that, MiB. */
export const ROOM_MIB = 1024;
