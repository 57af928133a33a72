import type { Pipeline } from '../engine/definition/pipeline';
import { takesPlainEvents } from '../engine/definition/source';
import { firstByte } from '../engine/formats/lines';
import { heldEvents } from './held-events';
import { eventOf, keyReader, reject, TOO_LONG } from './input-event';
import { InputError } from './input-error';
import type { Line } from './read-lines';
import type { Reader } from './reader';

const OPEN_BRACKET = 0x5b;
const SEVERAL = 'several JSON objects on one line: put each on a line of its own (jq -c . does)';
const COMMA = 'a comma follows the JSON object: one event a line is read, with nothing behind it';

/**
 * NDJSON: a line's bytes pass untouched, whatever they hold; the pipeline judges them. A line may hold several events, as its
 * definition says; one that holds none is passed over.
 *
 * @throws InputError from `read` at the first line of a file that is one JSON document over many lines, or an array.
 */
export function ndjsonReader(pipeline: Pipeline, name: string): Reader {
  const keyOf = keyReader(pipeline);
  const isPlain = takesPlainEvents(pipeline.source);
  let isFirst = true;
  const begin = (line: Line): void => {
    if (isFirst) refuseDocument(line, name);
    isFirst = false;
  };
  return {
    read: (line, emit) => {
      begin(line);
      const { number, bytes } = line;
      const text = bytes.toString('utf8');
      const wrong = notOneObject(text);
      if (wrong) emit(reject(number, bytes, wrong));
      else if (isPlain && firstByte(bytes) !== OPEN_BRACKET) emit(eventOf(number, bytes, keyOf(text)));
      else {
        const { events, partitionKey } = heldEvents(pipeline, bytes);
        if (events.length > 0) emit({ ...eventOf(number, bytes, partitionKey), events: events.length });
      }
    },
    readCut: (line, emit) => {
      begin(line);
      const isSeveral = /^\s*\{.*?\}[\s,]*\{"/s.test(line.bytes.toString('utf8'));
      emit(reject(line.number, line.bytes, isSeveral ? SEVERAL : TOO_LONG));
    },
  };
}

function refuseDocument({ bytes, isCut }: Line, name: string): void {
  const head = bytes.subarray(0, 200).toString('utf8').trim();
  if (/^\[\s*(\{|$)/.test(head) && (isCut || !isJson(bytes.toString('utf8'))))
    throw new InputError(`${name}: is a JSON array, and one event a line is read: \`jq -c '.[]'\` writes it so`);
  if (head === '{')
    throw new InputError(`${name}: is JSON over several lines, and one event a line is read: \`jq -c .\` writes it so`);
}

/** Of a line's end that is looked at. */
const END_CHARACTERS = 20;
const BETWEEN_OBJECTS = /\}[\s,]*\{/;

/** What is wrong with a line that is objects one after another, or one with a comma behind it. */
function notOneObject(text: string): string | undefined {
  const isCommaLast = /\}\s*,\s*$/.test(text.slice(-END_CHARACTERS));
  const maybeSeveral =
    BETWEEN_OBJECTS.test(text) && /^\s*\{/.test(text) && /\}[\s,]*$/.test(text.slice(-END_CHARACTERS));
  if (!isCommaLast && !maybeSeveral) return undefined;
  if (isJson(isCommaLast ? text.slice(0, text.lastIndexOf(',')) : text)) return isCommaLast ? COMMA : undefined;
  return maybeSeveral ? SEVERAL : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
