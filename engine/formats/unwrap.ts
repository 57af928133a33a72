import { parseFieldPath } from '../definition/field-path';
import { messagesOf, readMessage } from './json';
import { elementsOf, memberOf } from './json-parts';
import type { RecordEvent, RecordFormat } from './record-format';

/**
 * JSON messages around events: those are the array, or the one object, that stands below the names of `path`. A message
 * without it is bad, and so is one where it is something else: unless what is read of the message tells that it is passed over.
 */
export function unwrapping(path: string): RecordFormat {
  const names = parseFieldPath(path) as readonly string[];
  return {
    *events(text) {
      for (const message of messagesOf(text)) yield* eventsIn(message, names, path);
    },
  };
}

function* eventsIn(message: Buffer, names: readonly string[], path: string): Generator<RecordEvent> {
  const read = readMessage(message);
  if ('bad' in read) return yield { text: message, bad: read.bad };
  const { envelope } = read;
  let value: unknown = envelope;
  let text: Buffer | undefined = message;
  for (const name of names) {
    const isThere: boolean = isObject(value) && Object.hasOwn(value, name);
    value = isThere ? (value as Record<string, unknown>)[name] : undefined;
    text = isThere ? memberOf(text!, name) : undefined;
  }
  if (Array.isArray(value)) for (const element of elementsOf(text!)) yield { text: element, envelope };
  else if (isObject(value)) yield { text: text!, envelope };
  else {
    const wrong = value === undefined ? 'missing' : 'expected an array or an object';
    yield { text: message, envelope, bad: `${path}: ${wrong}` };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
