import type { Scalar } from './accumulator';

/** Bits of a hash: as many as a double holds exactly. */
export const HASH_BITS = 53;

const SEEDS: Readonly<Record<string, readonly [number, number]>> = {
  string: [0x9747b28c, 0x5bd1e995],
  number: [0x1b873593, 0xcc9e2d51],
  boolean: [0x85ebca6b, 0xc2b2ae35],
};

/** A 53-bit hash of a value and its type: "1" and 1 differ. */
export function hashOf(value: Scalar): number {
  const [a, b] = SEEDS[typeof value]!;
  const text = String(value);
  return murmur(text, a) * 2 ** 21 + (murmur(text, b) >>> 11);
}

/** MurmurHash3 (x86, 32 bits, Austin Appleby) with each UTF-16 unit as a block. */
function murmur(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
