import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';

/** Earliest and latest event time, ms, of a session's fragment. Empty: the earliest is above the latest. */
export interface EventSpan {
  minMs: number;
  maxMs: number;
}

export const eventSpan = {
  create: (): EventSpan => ({ minMs: Infinity, maxMs: -Infinity }),
  add(span: EventSpan, eventTimeMs: number): void {
    if (eventTimeMs < span.minMs) span.minMs = eventTimeMs;
    if (eventTimeMs > span.maxMs) span.maxMs = eventTimeMs;
  },
  merge(into: EventSpan, other: EventSpan): void {
    if (other.minMs < into.minMs) into.minMs = other.minMs;
    if (other.maxMs > into.maxMs) into.maxMs = other.maxMs;
  },
  encode(span: EventSpan, out: ByteWriter): void {
    out.varint(span.minMs);
    out.varint(span.maxMs - span.minMs);
  },
  decode(from: ByteReader): EventSpan {
    const minMs = from.varint();
    return { minMs, maxMs: minMs + from.varint() };
  },
};
