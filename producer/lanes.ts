import { createHash } from 'node:crypto';

/** Kinesis hash keys are 128-bit. */
const HASH_KEYS = 2n ** 128n;
/** Keys whose lane is remembered; past it all are forgotten. */
const REMEMBERED_MAX = 50_000;

/** A shard's range of hash keys, both ends inclusive. */
export interface HashKeyRange {
  readonly startHashKey: bigint;
  readonly endHashKey: bigint;
}

/** The ranges of a stream created with `count` shards. */
export function evenRanges(count: number): HashKeyRange[] {
  if (!(Number.isInteger(count) && count >= 1 && count <= 10_000))
    throw new RangeError(`lanes: expected 1 to 10,000: ${count}`);
  const at = (i: number): bigint => (HASH_KEYS * BigInt(i)) / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({ startHashKey: at(i), endHashKey: at(i + 1) - 1n }));
}

/**
 * The open shards of a stream as lanes 0 to n - 1, in order of their ranges. A partition key belongs to the lane whose range
 * holds its MD5 as a 128-bit number, as in Kinesis, so a record made for a lane keeps the order of its keys.
 */
export class Lanes {
  private readonly ranges: readonly HashKeyRange[];
  private readonly remembered = new Map<string, number>();

  constructor(ranges: readonly HashKeyRange[]) {
    if (ranges.length === 0) throw new RangeError('lanes: expected at least one');
    this.ranges = [...ranges].sort((a, b) => (a.startHashKey < b.startHashKey ? -1 : 1));
  }

  get count(): number {
    return this.ranges.length;
  }

  /** A hash key of the lane, in decimal, which sends a record to its shard whatever the partition key. */
  explicitHashKey(lane: number): string {
    const { startHashKey, endHashKey } = this.ranges[lane]!;
    return String((startHashKey + endHashKey) / 2n);
  }

  laneOf(partitionKey: string): number {
    const known = this.remembered.get(partitionKey);
    if (known !== undefined) return known;
    const lane = this.find(BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`));
    if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
    this.remembered.set(partitionKey, lane);
    return lane;
  }

  private find(hashKey: bigint): number {
    let low = 0;
    let high = this.ranges.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.ranges[middle]!.startHashKey <= hashKey) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
