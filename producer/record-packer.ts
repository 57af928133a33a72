import { gzipSync } from 'node:zlib';
import type { Lanes } from './lanes';

/** What a packer packs: `bytes` is an event's text, one line of JSON or a row, `line` its number in the source, growing. */
export interface PackableEvent {
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly partitionKey: string | undefined;
  /** How many events the text holds. @default 1 */
  readonly events?: number;
  /** What each record begins with that holds it; the same for all events of a packer. */
  readonly head?: Uint8Array;
}

/** One Kinesis record of many events of one lane, a line each, plain or gzip. */
export interface PackedRecord {
  readonly lane: number;
  readonly partitionKey: string;
  readonly explicitHashKey: string;
  readonly data: Buffer;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly events: number;
}

export interface PackerOptions {
  readonly lanes: Lanes;
  /** @default 'gzip' */
  readonly compression?: 'none' | 'gzip' | undefined;
  /** zlib's level, 1-9. @default 6 */
  readonly level?: number | undefined;
  /** Events in a record. @default 2,000 */
  readonly eventsMax?: number | undefined;
  /** Size of a record's data that it aims at, compressed; uncompressed it is at most 256 KiB. @default 24,000 */
  readonly targetBytes?: number | undefined;
  /** How long an event waits for others, ms of the clock that `add` and `due` are called with. @default 1,000 */
  readonly lingerMs?: number | undefined;
}

/** Uncompressed data of a record, bytes, and so the longest event: far below the 1 MiB that Kinesis takes. */
const PLAIN_BYTES_MAX = 256 * 1024 + 1;
/** Kinesis bills payload in units of 25 KB: aiming just below one fills it and seldom begins a second. */
const TARGET_BYTES = 24_000;
/** Compressed size over plain size, before anything has been compressed. */
const FIRST_RATIO = 0.25;
/** Weight of the latest record in a lane's mean ratio. */
const RATIO_WEIGHT = 0.2;

const NEWLINE = Buffer.from('\n');

interface Batch {
  readonly chunks: Uint8Array[];
  bytes: number;
  events: number;
  firstLine: number;
  lastLine: number;
  firstAtMs: number;
}

/**
 * Packs events into records, lane by lane, each lane in order. Events without a key take one lane after another, record
 * by record. It reads no clock; the size it aims at follows the ratio of the records it has compressed.
 */
export class RecordPacker {
  private readonly batches: (Batch | undefined)[];
  private keylessLane = 0;
  /** Compressed over plain size by lane, since what a lane's keys have in common differs; undefined before any is known. */
  private readonly ratios: (number | undefined)[];

  constructor(private readonly options: PackerOptions) {
    this.batches = new Array<Batch | undefined>(options.lanes.count).fill(undefined);
    this.ratios = new Array<number | undefined>(options.lanes.count).fill(undefined);
  }

  /**
   * Takes an event; the records that it completes.
   *
   * @throws RangeError when the event is longer than 256 KiB.
   */
  add(event: PackableEvent, nowMs: number): PackedRecord[] {
    const records: PackedRecord[] = [];
    const bytes = event.bytes.length + NEWLINE.length;
    if (bytes > PLAIN_BYTES_MAX) throw new RangeError(`event ${event.line}: longer than ${PLAIN_BYTES_MAX - 1} bytes`);
    let lane = this.laneOf(event);
    const open = this.batches[lane];
    if (open && open.bytes + bytes > this.plainBytesMax(lane)) {
      records.push(this.close(lane));
      lane = this.laneOf(event);
    }
    const batch = (this.batches[lane] ??= newBatch(event, nowMs));
    batch.chunks.push(event.bytes, NEWLINE);
    batch.bytes += bytes;
    batch.events += event.events ?? 1;
    batch.lastLine = event.line;
    if (batch.events >= (this.options.eventsMax ?? 2_000)) records.push(this.close(lane));
    return records;
  }

  /** The records whose first event has waited for `lingerMs`. */
  due(nowMs: number): PackedRecord[] {
    const oldestMs = nowMs - (this.options.lingerMs ?? 1_000);
    return this.batches.flatMap((batch, lane) => (batch && batch.firstAtMs <= oldestMs ? [this.close(lane)] : []));
  }

  /** All that is left. */
  flush(): PackedRecord[] {
    return this.due(Infinity);
  }

  private laneOf({ partitionKey }: PackableEvent): number {
    return partitionKey === undefined ? this.keylessLane : this.options.lanes.laneOf(partitionKey);
  }

  private plainBytesMax(lane: number): number {
    const firstRatio = this.options.compression === 'none' ? 1 : FIRST_RATIO;
    return Math.min(PLAIN_BYTES_MAX, this.targetBytes / (this.ratios[lane] ?? firstRatio));
  }

  private get targetBytes(): number {
    return this.options.targetBytes ?? TARGET_BYTES;
  }

  /** From records of some size only: those of few events compress worse than the ones that the ratio is for. */
  private learnRatio(lane: number, plainBytes: number, packedBytes: number): void {
    if (packedBytes * 4 < this.targetBytes) return;
    const latest = packedBytes / plainBytes;
    const known = this.ratios[lane] ?? latest;
    this.ratios[lane] = known + RATIO_WEIGHT * (latest - known);
  }

  private close(lane: number): PackedRecord {
    const { chunks, bytes, events, firstLine, lastLine } = this.batches[lane]!;
    this.batches[lane] = undefined;
    if (lane === this.keylessLane) this.keylessLane = (lane + 1) % this.batches.length;
    const plain = Buffer.concat(chunks, bytes);
    const data = this.options.compression === 'none' ? plain : gzipSync(plain, { level: this.options.level ?? 6 });
    this.learnRatio(lane, bytes, data.length);
    return {
      lane,
      partitionKey: String(lane),
      explicitHashKey: this.options.lanes.explicitHashKey(lane),
      data,
      firstLine,
      lastLine,
      events,
    };
  }
}

function newBatch({ line, head }: PackableEvent, nowMs: number): Batch {
  const chunks = head ? [head, NEWLINE] : [];
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { chunks, bytes, events: 0, firstLine: line, lastLine: line, firstAtMs: nowMs };
}
