import { isUtf8 } from 'node:buffer';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** What a text is as JSON, or why it is none. */
export function parseJson(text: Buffer): { readonly value: unknown } | { readonly bad: string } {
  if (!isUtf8(text)) return { bad: 'invalid UTF-8' };
  try {
    return { value: JSON.parse(text.toString('utf8')) };
  } catch {
    return { bad: 'invalid JSON' };
  }
}

/** The texts of an array's elements, as they stand in the text of one that JSON.parse has read. */
export function elementsOf(array: Buffer): Buffer[] {
  const elements: Buffer[] = [];
  let at = skipBlanks(array, skipBlanks(array, 0) + 1);
  while (!isClosing(array[at]!)) {
    const end = valueEnd(array, at);
    elements.push(array.subarray(at, end));
    at = afterComma(array, end);
  }
  return elements;
}

/**
 * The text of an object's member, as it stands in the text of one that JSON.parse has read; the last, as for JSON.parse, of
 * several of the same name.
 */
export function memberOf(object: Buffer, name: string): Buffer | undefined {
  let found: Buffer | undefined;
  let at = skipBlanks(object, skipBlanks(object, 0) + 1);
  while (!isClosing(object[at]!)) {
    const nameEnd = valueEnd(object, at);
    const isMember = JSON.parse(object.toString('utf8', at, nameEnd)) === name;
    const start = skipBlanks(object, object.indexOf(COLON, nameEnd) + 1);
    const end = valueEnd(object, start);
    if (isMember) found = object.subarray(start, end);
    at = afterComma(object, end);
  }
  return found;
}

/** The place behind the value that begins at `start`. */
function valueEnd(json: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; ; at++) {
    const byte = json[at]!;
    if (byte === QUOTE) {
      at = closingQuote(json, at + 1);
      if (depth === 0) return at + 1;
    } else if (isOpening(byte)) depth++;
    else if (isClosing(byte)) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (at >= json.length || byte === COMMA || isBlankByte(byte))) return at;
  }
}

function closingQuote(json: Buffer, start: number): number {
  let at = json.indexOf(QUOTE, start);
  while (isEscaped(json, at)) at = json.indexOf(QUOTE, at + 1);
  return at;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(json: Buffer, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function afterComma(json: Buffer, start: number): number {
  const at = skipBlanks(json, start);
  return json[at] === COMMA ? skipBlanks(json, at + 1) : at;
}

function skipBlanks(json: Buffer, start: number): number {
  let at = start;
  while (isBlankByte(json[at]!)) at++;
  return at;
}

function isBlankByte(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isOpening(byte: number): boolean {
  return byte === 0x7b || byte === 0x5b;
}

function isClosing(byte: number): boolean {
  return byte === 0x7d || byte === 0x5d;
}
