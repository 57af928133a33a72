import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Accumulator } from './accumulator';
import { hashOf } from './hash';
import { addHash, estimate, REGISTERS } from './hyper-log-log';

/** Up to so many distinct values the count is exact. */
export const EXACT_MAX = 256;

/** Hashes while there are few, registers above: which of the two depends on the set of hashes only. */
interface Distinct {
  hashes: Set<number> | undefined;
  registers: Uint8Array | undefined;
}

/** Number of distinct values: exact up to 256, then HyperLogLog. */
export const approxDistinct: Accumulator<Distinct> = {
  create: () => ({ hashes: new Set(), registers: undefined }),
  add(cell, input) {
    addOne(cell, hashOf(input));
    return cell;
  },
  merge(cell, other) {
    if (other.hashes) for (const hash of other.hashes) addOne(cell, hash);
    else mergeRegisters(toRegisters(cell), other.registers!);
    return cell;
  },
  result: cell => cell.hashes?.size ?? estimate(cell.registers!),
  encode,
  decode,
};

function addOne(cell: Distinct, hash: number): void {
  if (!cell.hashes) return addHash(cell.registers!, hash);
  cell.hashes.add(hash);
  if (cell.hashes.size > EXACT_MAX) toRegisters(cell);
}

function toRegisters(cell: Distinct): Uint8Array {
  if (cell.registers) return cell.registers;
  const registers = new Uint8Array(REGISTERS);
  for (const hash of cell.hashes!) addHash(registers, hash);
  cell.hashes = undefined;
  cell.registers = registers;
  return registers;
}

function mergeRegisters(into: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < REGISTERS; i++) if (other[i]! > into[i]!) into[i] = other[i]!;
}

/** Registers are packed to 6 bits, four in three bytes. */
function encode(cell: Distinct, out: ByteWriter): void {
  if (cell.hashes) {
    out.varint(cell.hashes.size);
    for (const hash of [...cell.hashes].sort((a, b) => a - b)) out.double(hash);
    return;
  }
  out.varint(EXACT_MAX + 1);
  const registers = cell.registers!;
  for (let i = 0; i < REGISTERS; i += 4) {
    const [a, b, c, d] = [registers[i]!, registers[i + 1]!, registers[i + 2]!, registers[i + 3]!];
    out.byte((a << 2) | (b >> 4));
    out.byte(((b & 15) << 4) | (c >> 2));
    out.byte(((c & 3) << 6) | d);
  }
}

function decode(from: ByteReader): Distinct {
  const size = from.varint();
  if (size <= EXACT_MAX) return { hashes: new Set(Array.from({ length: size }, () => from.double())), registers: undefined };
  const packed = from.raw((REGISTERS * 3) / 4);
  const registers = new Uint8Array(REGISTERS);
  for (let i = 0, j = 0; i < REGISTERS; i += 4, j += 3) {
    const [x, y, z] = [packed[j]!, packed[j + 1]!, packed[j + 2]!];
    registers[i] = x >> 2;
    registers[i + 1] = ((x & 3) << 4) | (y >> 4);
    registers[i + 2] = ((y & 15) << 2) | (z >> 6);
    registers[i + 3] = z & 63;
  }
  return { hashes: undefined, registers };
}
