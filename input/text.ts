import { isUtf8 } from 'node:buffer';

/** A line's text: UTF-8, or else Latin-1, which maps every byte to a character and so keeps distinct values distinct. */
export function textOf(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}
