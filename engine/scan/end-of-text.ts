import { BACKSLASH, QUOTE } from './bytes';

const { clz32 } = Math;
const SPACES = 0x20202020;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const ONES = 0x01010101;
const HIGHEST = 0x80808080 | 0;

/** What is noted of texts that are passed over. */
export interface Seen {
  /** False once a byte above ASCII was met: whether it is UTF-8 is for the caller to see. */
  isAscii: boolean;
}

/** The place of the quote or the escape that a JSON text from `start` on comes to first; -1 at a control character. Eight bytes a step. */
export function endOfText(words: DataView, start: number, seen: Seen): number {
  for (let at = start; ;) {
    const first = special(words.getInt32(at, true));
    const second = special(words.getInt32(at + 4, true));
    if ((first | second) === 0) {
      at += 8;
      continue;
    }
    const isFirst = (first | (0 - first)) >> 31; // all bits or none: a branch here would be guessed wrongly every other time
    at += (~isFirst & 4) + firstByte((first & isFirst) | (second & ~isFirst));
    const byte = words.getUint8(at);
    if (byte < 0x80) return byte === QUOTE || byte === BACKSLASH ? at : -1;
    seen.isAscii = false;
    at++;
  }
}

/**
 * The highest bit of each byte that is a quote, a backslash, a control character or none of ASCII. And perhaps of bytes behind the
 * first such: subtraction leaves a byte's highest bit set where the byte was smaller, and may borrow from the next.
 */
function special(w: number): number {
  return (((w ^ QUOTES) - ONES) | ((w ^ BACKSLASHES) - ONES) | (w - SPACES) | w) & HIGHEST;
}

function firstByte(found: number): number {
  return (31 - clz32(found & -found)) >> 3;
}
