import { ByteReader } from '../encoding/byte-reader';
import { ByteWriter } from '../encoding/byte-writer';
import { type EventId, ID_BYTES } from './event-id';
import { IdTimes } from './id-times';

/**
 * The events that a shard has seen of late, by when their first copy arrived, ms. `before` is what the chain holds up to the
 * progress's `from`; `fresh` is what the range since then adds, and is committed with it.
 */
export class Seen {
  constructor(
    readonly before: IdTimes,
    readonly fresh = new IdTimes(),
  ) {}

  /**
   * Whether the event is a copy of one that arrived at most `withinMs` before; else it is remembered as the first.
   * `nowMs` is the latest arrival in the shard so far.
   */
  isCopy(id: EventId, nowMs: number, withinMs: number): boolean {
    const firstMs = this.fresh.get(id) ?? this.before.get(id);
    if (firstMs !== undefined && nowMs - firstMs <= withinMs) return true;
    this.fresh.remember(id, nowMs);
    return false;
  }

  /** What the next range starts from, once this one is committed; takes `before` over. */
  settled(nowMs: number, withinMs: number): IdTimes {
    for (const [id, firstMs] of this.fresh) this.before.remember(id, firstMs);
    this.before.forgetBefore(nowMs - withinMs);
    return this.before;
  }
}

/** Ids with their first arrivals, in order of arrival: 16 bytes and a varint each. */
export function encodeSeen(ids: Iterable<readonly [EventId, number]>): Buffer {
  const out = new ByteWriter(4096);
  let previousMs = 0;
  for (const [id, firstMs] of ids) {
    out.varint(firstMs - previousMs);
    out.raw(Buffer.from(id, 'binary'));
    previousMs = firstMs;
  }
  return out.finish();
}

export function* decodeSeen(bytes: Uint8Array): Generator<readonly [EventId, number]> {
  const from = new ByteReader(bytes);
  for (let firstMs = 0; from.remaining > 0;) {
    firstMs += from.varint();
    yield [Buffer.from(from.raw(ID_BYTES)).toString('binary'), firstMs];
  }
}
