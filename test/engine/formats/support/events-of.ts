import type { Pipeline } from '../../../../engine/definition/pipeline';
import { decodeRecord } from '../../../../engine/events/decode-record';
import { parseEvent } from '../../../../engine/events/parse-event';
import { EventReader } from '../../../../engine/scan/event-reader';

type Values = Readonly<Record<string, unknown>>;

/** A record's events as the plain way reads them, bad ones as their reason, others as `skipped`; the quick way must agree. */
export function eventsOf(pipeline: Pipeline, record: string | Buffer): (Values | string)[] {
  const decoded = decodeRecord(pipeline, Buffer.from(record));
  if ('bad' in decoded) return [decoded.bad];
  const reader = new EventReader(pipeline);
  return decoded.events.map(event => {
    const parsed = parseEvent(pipeline, event, NaN);
    const plain = 'values' in parsed ? { ...parsed.values } : 'bad' in parsed ? parsed.bad : 'skipped';
    const reading = reader.readFound(event);
    const quick = Object.fromEntries(reader.names.map((name, slot) => [name, reader.slots.value(slot)]));
    expect(reading === 'good' ? quick : reading === 'bad' ? reader.reason : reading).toEqual(plain);
    if ('values' in parsed) expect(reader.eventTimeMs).toBe(parsed.eventTimeMs);
    return plain;
  });
}

/** The texts of a record's events, as the quarantine would show them. */
export function textsOf(pipeline: Pipeline, record: string | Buffer): string[] {
  const decoded = decodeRecord(pipeline, Buffer.from(record));
  return 'bad' in decoded ? [] : decoded.events.map(({ text }) => text.toString());
}
