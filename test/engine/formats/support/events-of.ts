import type { Pipeline } from '../../../../engine/definition/pipeline';
import { decodeRecord } from '../../../../engine/events/decode-record';
import { parseEvent } from '../../../../engine/events/parse-event';
import { EventReader } from '../../../../engine/scan/event-reader';

type Values = Readonly<Record<string, unknown>>;

/** A record's events as the plain way reads them, bad ones as their reason; the quick way must agree. */
export function eventsOf(pipeline: Pipeline, record: string | Buffer): (Values | string)[] {
  const decoded = decodeRecord(pipeline, Buffer.from(record));
  if ('bad' in decoded) return [decoded.bad];
  const reader = new EventReader(pipeline);
  return decoded.events.map(event => {
    const parsed = parseEvent(pipeline, event);
    if ('isSkipped' in parsed) throw new Error('skipped without accept');
    const plain = 'bad' in parsed ? parsed.bad : { ...parsed.values };
    const isGood = reader.readFound(event) === 'good';
    const quick = Object.fromEntries(reader.names.map((name, slot) => [name, reader.slots.value(slot)]));
    expect(isGood ? quick : reader.reason).toEqual(plain);
    if (!('bad' in parsed)) expect(reader.eventTimeMs).toBe(parsed.eventTimeMs);
    return plain;
  });
}

/** The texts of a record's events, as the quarantine would show them. */
export function textsOf(pipeline: Pipeline, record: string | Buffer): string[] {
  const decoded = decodeRecord(pipeline, Buffer.from(record));
  return 'bad' in decoded ? [] : decoded.events.map(({ text }) => text.toString());
}
