import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Accumulator } from './accumulator';
import { aggregateFunction } from './aggregate-function';
import { hashOf } from './hash';
import { HashSet } from './hash-set';
import { addHash, decodeRegisters, encodeRegisters, estimate, mergeRegisters, REGISTERS } from './hyper-log-log';

/** Up to so many distinct values the count is exact, where nothing else is said. */
export const EXACT_MAX = 256;
/** What may be said. The most is 8 bytes a value in a row of the state, at most 390 KB, with room for keys beside it. */
const EXACT_UP_TO = { least: 16, most: 48_000 };

/** Hashes while there are few, registers above. Which of the two, and what is in it, depends on the set of hashes only. */
export interface Distinct {
  hashes: HashSet | undefined;
  registers: Uint8Array | undefined;
}

/** Counts distinct values: exactly up to a bound, then by HyperLogLog with a standard error of 1.6 %. */
export class DistinctValues implements Accumulator<Distinct> {
  constructor(private readonly exactUpTo = EXACT_MAX) {}

  create(): Distinct {
    return { hashes: new HashSet(), registers: undefined };
  }

  add(cell: Distinct, input: Parameters<typeof hashOf>[0]): Distinct {
    this.addHash(cell, hashOf(input));
    return cell;
  }

  /** Adds what `hashOf` made of a value. */
  addHash(cell: Distinct, hash: number): void {
    if (!cell.hashes) return addHash(cell.registers!, hash);
    cell.hashes.add(hash);
    if (cell.hashes.size > this.exactUpTo) toRegisters(cell);
  }

  merge(cell: Distinct, other: Distinct): Distinct {
    if (other.hashes) for (const hash of other.hashes.values()) this.addHash(cell, hash);
    else mergeRegisters(toRegisters(cell), other.registers!);
    return cell;
  }

  result({ hashes, registers }: Distinct): number {
    return hashes?.size ?? Math.max(this.exactUpTo + 1, estimate(registers!));
  }

  /** How many hashes, and these in order, 8 bytes each; or one more than there may be, and the registers. */
  encode({ hashes, registers }: Distinct, out: ByteWriter): void {
    out.varint(hashes?.size ?? this.exactUpTo + 1);
    if (hashes) for (const hash of hashes.sorted()) out.double(hash);
    else encodeRegisters(registers!, out);
  }

  decode(from: ByteReader): Distinct {
    const size = from.varint();
    if (size > this.exactUpTo) return { hashes: undefined, registers: decodeRegisters(from) };
    const hashes = new HashSet();
    for (let i = 0; i < size; i++) hashes.add(from.double());
    return { hashes, registers: undefined };
  }
}

function toRegisters(cell: Distinct): Uint8Array {
  if (cell.registers) return cell.registers;
  const registers = new Uint8Array(REGISTERS);
  for (const hash of cell.hashes!.values()) addHash(registers, hash);
  cell.hashes = undefined;
  cell.registers = registers;
  return registers;
}

/** How many, and 4,096 registers of six bits; or so many hashes. */
const REGISTERS_BYTES_MAX = 3076;
const SIZE_BYTES_MAX = 3;

/** Number of distinct values, 0 when there were none. */
export const approxDistinct = aggregateFunction({
  kind: 'approxDistinct',
  sql: ['approx_distinct', 'approx_count_distinct', 'count distinct'],
  parameters: [{ name: 'field', takes: 'any' }],
  options: [
    {
      name: 'exactUpTo',
      expected: `how many values are counted exactly, a whole number from ${EXACT_UP_TO.least} to ${EXACT_UP_TO.most}`,
      default: EXACT_MAX,
      fits: n => Number.isInteger(n) && (n as number) >= EXACT_UP_TO.least && (n as number) <= EXACT_UP_TO.most,
    },
  ],
  isCount: true,
  column: 'distinct',
  gives: { type: 'integer', isNullable: false },
  bytesMax: (_, { exactUpTo = EXACT_MAX }) => Math.max(REGISTERS_BYTES_MAX, SIZE_BYTES_MAX + 8 * exactUpTo),
  accumulator: ({ exactUpTo }) => new DistinctValues(exactUpTo),
});
