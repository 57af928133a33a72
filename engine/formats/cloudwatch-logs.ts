import { printable } from '../text/printable';
import { messagesOf, readMessage } from './json';
import { elementsOf, memberOf } from './json-parts';
import type { RecordEvent, RecordFormat } from './record-format';

const SHOWN_MAX = 40;

/**
 * What a subscription of CloudWatch Logs sends: an envelope with log events. Only those of a DATA_MESSAGE are events; a
 * CONTROL_MESSAGE, by which CloudWatch tests the stream, holds none. An event is the JSON in a log event's message, and its
 * envelope has the log event's `id` and `timestamp`, too; or it is the log event, whose message is text.
 */
export function cloudWatchLogs(message: 'json' | 'text'): RecordFormat {
  return {
    *events(text) {
      for (const envelope of messagesOf(text)) yield* logEvents(envelope, message);
    },
  };
}

function* logEvents(text: Buffer, message: 'json' | 'text'): Generator<RecordEvent> {
  const read = readMessage(text);
  if ('bad' in read) return yield { text, bad: read.bad };
  const { logEvents: events, ...envelope } = read.envelope as { logEvents?: unknown; messageType?: unknown };
  if (envelope.messageType === 'CONTROL_MESSAGE') return;
  if (envelope.messageType !== 'DATA_MESSAGE')
    return yield { text, bad: `messageType: ${notData(envelope.messageType)}` };
  if (!Array.isArray(events)) return yield { text, bad: 'logEvents: expected an array' };
  for (const [i, one] of elementsOf(memberOf(text, 'logEvents')!).entries()) {
    yield message === 'text' ? { text: one, envelope } : inMessage(one, events[i], envelope);
  }
}

/** The event in a log event's message. */
function inMessage(text: Buffer, logEvent: unknown, envelope: object): RecordEvent {
  const { message, ...rest } = (logEvent ?? {}) as { message?: unknown };
  if (typeof message !== 'string')
    return { text, bad: `message: ${message === undefined ? 'missing' : 'expected text'}` };
  return { text: Buffer.from(message.trimEnd()), envelope: { ...envelope, ...rest } };
}

function notData(messageType: unknown): string {
  const got = typeof messageType === 'string' ? printable(JSON.stringify(messageType), SHOWN_MAX) : typeof messageType;
  return `expected DATA_MESSAGE or CONTROL_MESSAGE, got ${messageType === undefined ? 'nothing' : got}`;
}
