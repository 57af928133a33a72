import { isNumberText } from '../engine/text/number-text';
import { printable } from '../engine/text/printable';
import type { Decoded, Frame } from './feed';

/** Members of a JSON object that somebody else has written: anything may be missing or of another type. */
export type Message = Readonly<Record<string, unknown>>;

const SHOWN = 120;

/** Reads frames of JSON; what is no JSON object, or no array of them, is a problem. */
export function decodeJson(frame: Frame, decode: (message: Message) => Decoded): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(typeof frame === 'string' ? frame : Buffer.from(frame).toString('utf8'));
  } catch {
    return { problem: `a frame is no JSON: ${shown(frame)}` };
  }
  const messages = Array.isArray(value) ? (value as unknown[]) : [value];
  return together(
    messages.map(message => (isMessage(message) ? decode(message) : { problem: `unexpected: ${shown(frame)}` })),
  );
}

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What several parts of a frame come to; of problems and refusals the first. */
export function together(parts: readonly Decoded[]): Decoded {
  if (parts.length === 1) return parts[0]!;
  const problem = parts.find(part => part.problem !== undefined)?.problem;
  const refused = parts.find(part => part.refused !== undefined)?.refused;
  return {
    events: parts.flatMap(({ events = [] }) => events),
    reached: parts.flatMap(({ reached = [] }) => reached),
    send: parts.flatMap(({ send = [] }) => send),
    ...(problem === undefined ? {} : { problem }),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** A number, or the text of one, as JSON text with the digits that it came with; undefined for all else. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && isNumberText(value) ? value : undefined;
}

/** A whole number that is exact as a double; undefined for all else. */
export function wholeOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** Something of somebody else's as one short line. */
export function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return printable(typeof value === 'string' ? value : String(JSON.stringify(value)), SHOWN);
}
