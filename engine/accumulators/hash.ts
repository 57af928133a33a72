import type { Scalar } from '../values';
import { murmur3 } from './murmur3';

/** Bits of a hash: as many as a double holds exactly. Two of 256 values share one with a chance of 4e-12. */
export const HASH_BITS = 53;

const SEEDS = { string: 0x9747b28c, number: 0x1b873593, boolean: 0x85ebca6b };

/** Bytes that must stand behind what is hashed. */
const BEYOND = 3;
/** Reused by every call; holds nothing between calls. */
const scratch = new Uint8Array(256 + BEYOND);
const scratchView = new DataView(scratch.buffer);
const words = new Uint32Array(4);

/** A 53-bit hash of a value and its type ("1" and 1 differ): of a string's UTF-8 bytes, of a number's IEEE 754 bytes. */
export function hashOf(value: Scalar): number {
  if (typeof value === 'string') hashString(value);
  else if (typeof value === 'number') {
    scratchView.setFloat64(0, value + 0); // -0 + 0 is 0
    murmur3(scratchView, 8, SEEDS.number, words);
  } else {
    scratch[0] = value ? 1 : 0;
    murmur3(scratchView, 1, SEEDS.boolean, words);
  }
  return hash53();
}

/** As hashOf, of the string whose UTF-8 bytes stand from `start` to `end`; the view reaches three bytes beyond. */
export function hashOfUtf8(view: DataView, start: number, end: number): number {
  murmur3(view, end - start, SEEDS.string, words, start);
  return hash53();
}

function hash53(): number {
  return words[0]! * 2 ** 21 + (words[1]! >>> 11);
}

/** Short ASCII, by far the most, skips the encoder. */
function hashString(text: string): void {
  const { length } = text;
  let ascii = length <= scratch.length - BEYOND;
  for (let i = 0; ascii && i < length; i++) {
    const unit = text.charCodeAt(i);
    scratch[i] = unit;
    ascii = unit < 0x80;
  }
  if (ascii) return murmur3(scratchView, length, SEEDS.string, words);
  const bytes = Buffer.alloc(Buffer.byteLength(text) + BEYOND);
  const written = bytes.write(text);
  murmur3(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), written, SEEDS.string, words);
}
