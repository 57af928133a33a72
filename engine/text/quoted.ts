import { printable } from './printable';

/** A part of somebody's text in a message: in quotes, on one line, cut, and without what parts a message from its hint. */
export function quoted(text: string, max = 40): string {
  return `"${printable(text, max).replaceAll('; ', '\\u003b ')}"`;
}
