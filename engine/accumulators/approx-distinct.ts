import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Accumulator } from './accumulator';
import { aggregateFunction } from './aggregate-function';
import { hashOf } from './hash';
import { HashSet } from './hash-set';
import { addHash, decodeRegisters, encodeRegisters, estimate, mergeRegisters, REGISTERS } from './hyper-log-log';

/** Up to so many distinct values the count is exact. */
export const EXACT_MAX = 256;

/** Hashes while there are few, registers above. Which of the two, and what is in it, depends on the set of hashes only. */
export interface Distinct {
  hashes: HashSet | undefined;
  registers: Uint8Array | undefined;
}

/** Counts distinct values: exactly up to 256, then by HyperLogLog with a standard error of 1.6 %. */
export const distinct: Accumulator<Distinct> = {
  create: () => ({ hashes: new HashSet(), registers: undefined }),
  add(cell, input) {
    addDistinct(cell, hashOf(input));
    return cell;
  },
  merge(cell, other) {
    if (other.hashes) for (const hash of other.hashes.values()) addDistinct(cell, hash);
    else mergeRegisters(toRegisters(cell), other.registers!);
    return cell;
  },
  result: cell => cell.hashes?.size ?? Math.max(EXACT_MAX + 1, estimate(cell.registers!)),
  encode,
  decode,
};

/** 4,096 registers of six bits, or fewer than 257 hashes. */
const BYTES_MAX = 3076;

/** Number of distinct values, 0 when there were none. */
export const approxDistinct = aggregateFunction({
  kind: 'approxDistinct',
  sql: ['approx_distinct', 'approx_count_distinct', 'count distinct'],
  parameters: [{ name: 'field', takes: 'any' }],
  isCount: true,
  column: 'distinct',
  gives: { type: 'integer', isNullable: false },
  bytesMax: () => BYTES_MAX,
  accumulator: () => distinct,
});

/** Adds what `hashOf` made of a value. */
export function addDistinct(cell: Distinct, hash: number): void {
  if (!cell.hashes) return addHash(cell.registers!, hash);
  cell.hashes.add(hash);
  if (cell.hashes.size > EXACT_MAX) toRegisters(cell);
}

function toRegisters(cell: Distinct): Uint8Array {
  if (cell.registers) return cell.registers;
  const registers = new Uint8Array(REGISTERS);
  for (const hash of cell.hashes!.values()) addHash(registers, hash);
  cell.hashes = undefined;
  cell.registers = registers;
  return registers;
}

/** Hashes in order, 8 bytes each, or the registers. */
function encode(cell: Distinct, out: ByteWriter): void {
  out.varint(cell.hashes?.size ?? EXACT_MAX + 1);
  if (cell.hashes) for (const hash of cell.hashes.sorted()) out.double(hash);
  else encodeRegisters(cell.registers!, out);
}

function decode(from: ByteReader): Distinct {
  const size = from.varint();
  if (size > EXACT_MAX) return { hashes: undefined, registers: decodeRegisters(from) };
  const hashes = new HashSet();
  for (let i = 0; i < size; i++) hashes.add(from.double());
  return { hashes, registers: undefined };
}
