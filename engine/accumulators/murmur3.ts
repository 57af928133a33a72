const { imul } = Math;
const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/**
 * MurmurHash3_x86_128 (Austin Appleby, SMHasher, public domain) of `length` bytes from `start`, as four 32-bit words
 * in `out`. The view must reach three bytes beyond them, whatever these hold. Not for input chosen by an attacker.
 */
export function murmur3(view: DataView, length: number, seed: number, out: Uint32Array, start = 0): void {
  let h1 = seed;
  let h2 = seed;
  let h3 = seed;
  let h4 = seed;
  const end = start + length;
  const blocksEnd = end - (length % 16);
  for (let i = start; i < blocksEnd; i += 16) {
    h1 ^= mix(view.getInt32(i, true), C1, 15, C2);
    h1 = (imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= mix(view.getInt32(i + 4, true), C2, 16, C3);
    h2 = (imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= mix(view.getInt32(i + 8, true), C3, 17, C4);
    h3 = (imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= mix(view.getInt32(i + 12, true), C4, 18, C1);
    h4 = (imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  if (blocksEnd < end) h1 ^= mix(lastWord(view, blocksEnd, end), C1, 15, C2);
  if (blocksEnd + 4 < end) h2 ^= mix(lastWord(view, blocksEnd + 4, end), C2, 16, C3);
  if (blocksEnd + 8 < end) h3 ^= mix(lastWord(view, blocksEnd + 8, end), C3, 17, C4);
  if (blocksEnd + 12 < end) h4 ^= mix(lastWord(view, blocksEnd + 12, end), C4, 18, C1);
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;

  h1 = (h1 + h2 + h3 + h4) | 0;
  const m1 = finalMix(h1);
  const m2 = finalMix(h2 + h1);
  const m3 = finalMix(h3 + h1);
  const m4 = finalMix(h4 + h1);
  const total = (m1 + m2 + m3 + m4) | 0;
  out[0] = total;
  out[1] = m2 + total;
  out[2] = m3 + total;
  out[3] = m4 + total;
}

/** The bytes that are left of a word, one to four; zeros for the others. */
function lastWord(view: DataView, at: number, end: number): number {
  const value = view.getInt32(at, true);
  return end - at >= 4 ? value : value & ((1 << ((end - at) * 8)) - 1);
}

function mix(k: number, before: number, bits: number, after: number): number {
  return imul(rotate(imul(k, before), bits), after);
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function finalMix(x: number): number {
  let h = x;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
