import type { InputEvent, ReadEvent, RejectedLine } from '../../../input/input-event';
import { type InputOptions, openInput } from '../../../input/open-input';

/** Chunks of the given size, as a pipe might deliver them. */
export async function* pipe(content: string | Buffer, chunkBytes = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export async function readAll(options: InputOptions): Promise<InputEvent[]> {
  const events: InputEvent[] = [];
  for await (const batch of openInput(options)) events.push(...batch);
  return events;
}

export const isRead = (event: InputEvent): event is ReadEvent => !('rejected' in event);
export const isRejected = (event: InputEvent): event is RejectedLine => 'rejected' in event;

/** The JSON text of events, and `line: reason` of rejected lines. */
export const texts = (events: readonly InputEvent[]): string[] =>
  events.map(event => ('rejected' in event ? `${event.line}: ${event.rejected}` : event.bytes.toString()));
