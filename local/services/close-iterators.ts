import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

/**
 * dynalite 4.0.0 ends the iterator behind each query by its `return`, as of generators; iterators of abstract-level have `close`
 * in its place. Without this each query would leave one open, with its memory, for as long as the process lives.
 */
export function closeIteratorsByReturn(): void {
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    if ('return' in prototype) continue;
    Object.defineProperty(prototype, 'return', {
      value(this: { close(): Promise<void> }): Promise<void> {
        return this.close();
      },
    });
  }
}
