import * as b from './bytes';
import { endOfText } from './end-of-text';
import type { EventText } from './event-text';

/** Deeper values are left to JSON.parse. */
const DEPTH_MAX = 32;

/**
 * Passes over JSON whose value nobody needs, as strictly as JSON.parse reads it. Each method returns the place after it,
 * or -1 when it is wrong, or right in a way that is left to JSON.parse.
 */
export class Skipper {
  /** False once a byte above ASCII was met: whether it is UTF-8 is for the caller to see. */
  isAscii = true;

  constructor(private readonly text: EventText) {}

  value(at: number, depth = 0): number {
    const { bytes } = this.text;
    const byte = bytes[at]!;
    if (byte === b.QUOTE) return this.string(at + 1);
    if (byte === b.OPEN_BRACE) return depth === DEPTH_MAX ? -1 : this.object(at + 1, depth + 1);
    if (byte === b.OPEN_BRACKET) return depth === DEPTH_MAX ? -1 : this.array(at + 1, depth + 1);
    if (byte === b.MINUS || isDigit(byte)) return skipNumber(bytes, at);
    return skipLiteral(this.text, at);
  }

  /** From behind the opening quote. */
  private string(start: number): number {
    const { text } = this;
    for (let at = start; ;) {
      at = endOfText(text.words, at, this);
      if (at < 0 || text.bytes[at] === b.QUOTE) return at < 0 ? -1 : at + 1;
      at = skipEscape(text.bytes, at);
      if (at < 0) return -1;
    }
  }

  /** From behind an element of an array: over the others, to the closing bracket. */
  restOfArray(start: number): number {
    const { bytes } = this.text;
    let at = b.skipSpace(bytes, start);
    while (bytes[at] === b.COMMA) {
      at = this.value(b.skipSpace(bytes, at + 1));
      if (at < 0) return -1;
      at = b.skipSpace(bytes, at);
    }
    return bytes[at] === b.CLOSE_BRACKET ? at : -1;
  }

  private object(start: number, depth: number): number {
    const { bytes } = this.text;
    let at = b.skipSpace(bytes, start);
    if (bytes[at] === b.CLOSE_BRACE) return at + 1;
    for (;;) {
      if (bytes[at] !== b.QUOTE) return -1;
      at = this.string(at + 1);
      if (at < 0) return -1;
      at = b.skipSpace(bytes, at);
      if (bytes[at] !== b.COLON) return -1;
      at = this.value(b.skipSpace(bytes, at + 1), depth);
      if (at < 0) return -1;
      at = b.skipSpace(bytes, at);
      if (bytes[at] === b.CLOSE_BRACE) return at + 1;
      if (bytes[at] !== b.COMMA) return -1;
      at = b.skipSpace(bytes, at + 1);
    }
  }

  private array(start: number, depth: number): number {
    const { bytes } = this.text;
    let at = b.skipSpace(bytes, start);
    if (bytes[at] === b.CLOSE_BRACKET) return at + 1;
    for (;;) {
      at = this.value(at, depth);
      if (at < 0) return -1;
      at = b.skipSpace(bytes, at);
      if (bytes[at] === b.CLOSE_BRACKET) return at + 1;
      if (bytes[at] !== b.COMMA) return -1;
      at = b.skipSpace(bytes, at + 1);
    }
  }
}

/** The place behind an escape, which begins with a backslash; -1 for none of JSON's. */
function skipEscape(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1]!;
  if (SINGLE.has(letter)) return at + 2;
  if (letter !== LETTER_U) return -1;
  for (let i = at + 2; i < at + 6; i++) if (!isHex(bytes[i]!)) return -1;
  return at + 6;
}

const SINGLE: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const LETTER_U = 0x75;

function isHex(byte: number): boolean {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}

function skipNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === b.MINUS ? start + 1 : start;
  if (!isDigit(bytes[at]!)) return -1;
  at = bytes[at] === b.ZERO ? at + 1 : skipDigits(bytes, at);
  if (bytes[at] === b.POINT) {
    if (!isDigit(bytes[at + 1]!)) return -1;
    at = skipDigits(bytes, at + 1);
  }
  if ((bytes[at]! | 0x20) !== 0x65) return at; // neither e nor E
  at++;
  if (bytes[at] === b.PLUS || bytes[at] === b.MINUS) at++;
  return isDigit(bytes[at]!) ? skipDigits(bytes, at) : -1;
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at]!)) at++;
  return at;
}

function skipLiteral({ bytes, words }: EventText, at: number): number {
  const word = words.getInt32(at, true);
  if (word === b.NULL_WORD || word === b.TRUE_WORD) return at + 4;
  return bytes[at] === LETTER_F && words.getInt32(at + 1, true) === b.ALSE_WORD ? at + 5 : -1;
}

const LETTER_F = 0x66;

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
