/** The bytes of JSON's grammar, and one that stands between two of them. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const MINUS = 0x2d;
export const PLUS = 0x2b;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const SPACE = 0x20;
export const TAB = 0x09;
export const RETURN = 0x0d;
export const NEWLINE = 0x0a;

/** Four bytes of text as `DataView.getInt32(at, true)` reads them. */
export const word = (text: string): number => Buffer.from(text, 'latin1').readInt32LE();

export const NULL_WORD = word('null');
export const TRUE_WORD = word('true');
/** The end of `false`. */
export const ALSE_WORD = word('alse');

/** The first byte at or after `at` that is not a space; a newline is none, because it ends the event. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  for (let i = at; ; i++) {
    const byte = bytes[i]!;
    if (byte !== SPACE && byte !== TAB && byte !== RETURN) return i;
  }
}
