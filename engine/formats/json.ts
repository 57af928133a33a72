import { elementsOf, parseJson } from './json-parts';
import { firstByte, linesOf } from './lines';
import type { RecordFormat } from './record-format';

const OPEN_BRACKET = 0x5b;

/** JSON: an object a line; or, in a text that begins with one, arrays of objects, each on a line or the whole text. */
export const json: RecordFormat = {
  *events(text) {
    for (const one of messagesOf(text)) yield { text: one };
  },
};

/** The texts of a text's JSON objects, not read yet: what is no JSON is a line of it. */
export function* messagesOf(text: Buffer): Generator<Buffer> {
  if (firstByte(text) !== OPEN_BRACKET) return yield* linesOf(text);
  let isFirst = true;
  for (const line of linesOf(text)) {
    const elements = elementsIn(line);
    const whole = elements || !isFirst ? undefined : elementsIn(text);
    if (whole) return yield* whole;
    isFirst = false;
    if (elements) yield* elements;
    else yield line;
  }
}

/** The elements of a text that is an array. */
function elementsIn(text: Buffer): Buffer[] | undefined {
  if (firstByte(text) !== OPEN_BRACKET) return undefined;
  return 'bad' in parseJson(text) ? undefined : elementsOf(text);
}

/** A message that holds events, read; or why it is none. */
export function readMessage(
  text: Buffer,
): { readonly envelope: Readonly<Record<string, unknown>> } | { readonly bad: string } {
  const parsed = parseJson(text);
  if ('bad' in parsed) return parsed;
  const { value } = parsed;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject
    ? { envelope: value as Record<string, unknown> }
    : { bad: 'expected a JSON object with events in it' };
}
