/** One record for PutRecords. */
export interface WriteRecord {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
  /** At most 1 MiB, the partition key included. */
  readonly data: Uint8Array;
}

/** PutRecords' limit of records in a call. */
const CALL_RECORDS_MAX = 500;
/** PutRecords' limit of a call's size, partition keys included, bytes. */
const CALL_BYTES_MAX = 5 * 1024 * 1024;

interface LaneQueue {
  readonly records: WriteRecord[];
  /** Attempts of the first record that were refused. */
  refusals: number;
  /** Its next attempt, ms of the clock. */
  readyAtMs: number;
}

/**
 * Records waiting to be sent, a queue for each lane: the records of one explicit hash key, or else one partition key. A call
 * takes at most the first record of a lane, since Kinesis may refuse that and accept one behind it.
 */
export class LaneQueues {
  private readonly lanes = new Map<string, LaneQueue>();
  /** Records waiting or under way, and their size. */
  records = 0;
  bytes = 0;

  add(record: WriteRecord): void {
    const lane = this.lanes.get(laneOf(record));
    if (lane) lane.records.push(record);
    else this.lanes.set(laneOf(record), { records: [record], refusals: 0, readyAtMs: -Infinity });
    this.records += 1;
    this.bytes += sizeOf(record);
  }

  /** What the next call takes, in the order in which lanes were served last; nothing when no lane is ready. */
  nextCall(nowMs: number): WriteRecord[] {
    const call: WriteRecord[] = [];
    let bytes = 0;
    for (const { records, readyAtMs } of this.lanes.values()) {
      if (readyAtMs > nowMs) continue;
      bytes += sizeOf(records[0]!);
      if (call.length > 0 && bytes > CALL_BYTES_MAX) break;
      call.push(records[0]!);
      if (call.length === CALL_RECORDS_MAX) break;
    }
    return call;
  }

  /** When the next lane will be ready, ms of the clock. */
  nextReadyMs(): number {
    let readyMs = Infinity;
    for (const lane of this.lanes.values()) readyMs = Math.min(readyMs, lane.readyAtMs);
    return readyMs;
  }

  accepted(record: WriteRecord): void {
    const name = laneOf(record);
    const lane = this.lanes.get(name)!;
    lane.records.shift();
    this.records -= 1;
    this.bytes -= sizeOf(record);
    this.lanes.delete(name);
    if (lane.records.length > 0) this.lanes.set(name, { ...lane, refusals: 0, readyAtMs: -Infinity });
  }

  /** Keeps the record first in its lane, until `delayMs(refusals so far)` has passed. */
  refused(record: WriteRecord, nowMs: number, delayMs: (refusals: number) => number): void {
    const lane = this.lanes.get(laneOf(record))!;
    lane.refusals += 1;
    lane.readyAtMs = nowMs + delayMs(lane.refusals);
  }
}

function laneOf({ explicitHashKey, partitionKey }: WriteRecord): string {
  return explicitHashKey === undefined ? `key ${partitionKey}` : `hash ${explicitHashKey}`;
}

function sizeOf({ partitionKey, data }: WriteRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}
