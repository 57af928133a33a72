import { isFrame, uncompressedFrame, zlibOf } from '../formats/registry-frame';
import { isKplAggregate, kplPayloads } from './kpl';
import { isCorrupt, type OpenedRecord, openPayload, openRecord, openZlib, RECORD_EVENTS_MAX } from './open-record';

/** The payloads in a record, in order: itself, or the parts of a KPL aggregate; none where that is corrupt. */
export function payloadsOf(data: Uint8Array): readonly Buffer[] {
  const record = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!isKplAggregate(record)) return [record];
  const payloads = kplPayloads(record, RECORD_EVENTS_MAX);
  return typeof payloads === 'string' ? [] : payloads;
}

/** Takes framed payloads out of a record, those that zlib has compressed as if it had not; what is no frame as in any record. */
export function openFramed(data: Uint8Array): OpenedRecord {
  return openRecord(data, (payload, maxOutputLength) => {
    if (!isFrame(payload)) return openPayload(payload, maxOutputLength);
    const compressed = zlibOf(payload);
    if (!compressed) return { texts: [payload] };
    const opened = openZlib(compressed, maxOutputLength);
    // A corrupt one stays as it is: its format says so, and the aggregate's others count.
    if ('bad' in opened) return isCorrupt(opened) ? { texts: [payload] } : opened;
    return { texts: opened.texts.map(content => uncompressedFrame(payload, content)) };
  });
}
