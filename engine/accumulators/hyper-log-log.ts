import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { HASH_BITS } from './hash';

const { clz32, floor } = Math;
const PRECISION = 12;
/** Registers: standard error 1.04 / sqrt(4096) = 1.6 %. */
export const REGISTERS = 2 ** PRECISION;
const RANK_BITS = HASH_BITS - PRECISION;
const LOW_BITS = HASH_BITS - 32;
const PACKED_BYTES = (REGISTERS * 6) / 8;

/** HyperLogLog (Flajolet et al., 2007) over 53-bit hashes; one byte a register. */
export function addHash(registers: Uint8Array, hash: number): void {
  const high = floor(hash / 2 ** LOW_BITS);
  const low = hash - high * 2 ** LOW_BITS;
  const index = high >>> (32 - PRECISION);
  const rest = high << PRECISION;
  const zeros = rest !== 0 ? clz32(rest) : 32 - PRECISION + clz32(low) - (32 - LOW_BITS);
  if (zeros + 1 > registers[index]!) registers[index] = zeros + 1;
}

export function mergeRegisters(into: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < REGISTERS; i++) if (other[i]! > into[i]!) into[i] = other[i]!;
}

/** Algorithm 6 of Ertl, New cardinality estimation algorithms for HyperLogLog sketches (arXiv 1702.01284): no bias at any size. */
export function estimate(registers: Uint8Array): number {
  const histogram = new Float64Array(RANK_BITS + 2);
  for (const rank of registers) histogram[rank]!++;
  let z = REGISTERS * tau(1 - histogram[RANK_BITS + 1]! / REGISTERS);
  for (let k = RANK_BITS; k >= 1; k--) z = 0.5 * (z + histogram[k]!);
  z += REGISTERS * sigma(histogram[0]! / REGISTERS);
  return Math.round((REGISTERS * REGISTERS) / (2 * Math.LN2 * z));
}

function sigma(start: number): number {
  if (start === 1) return Infinity;
  let [x, y, z] = [start, 1, start];
  for (let before = NaN; z !== before;) {
    before = z;
    x *= x;
    z += x * y;
    y *= 2;
  }
  return z;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let [x, y, z] = [start, 1, 1 - start];
  for (let before = NaN; z !== before;) {
    before = z;
    x = Math.sqrt(x);
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

/** The registers in use, as distance and rank, while that is shorter; else all, 6 bits each. */
export function encodeRegisters(registers: Uint8Array, out: ByteWriter): void {
  let used = 0;
  for (let i = 0; i < REGISTERS; i++) if (registers[i] !== 0) used++;
  const isSparse = used * 2 < PACKED_BYTES;
  out.varint(isSparse ? used : REGISTERS);
  if (!isSparse) return out.raw(pack(registers));
  for (let i = 0, previous = 0; i < REGISTERS; i++) {
    if (registers[i] === 0) continue;
    out.varint(i - previous);
    out.byte(registers[i]!);
    previous = i;
  }
}

export function decodeRegisters(from: ByteReader): Uint8Array {
  const used = from.varint();
  if (used === REGISTERS) return unpack(from.raw(PACKED_BYTES));
  const registers = new Uint8Array(REGISTERS);
  for (let i = 0, index = 0; i < used; i++) {
    index += from.varint();
    registers[index] = from.byte();
  }
  return registers;
}

/** Four registers in three bytes. */
function pack(registers: Uint8Array): Uint8Array {
  const packed = new Uint8Array(PACKED_BYTES);
  for (let i = 0, j = 0; i < REGISTERS; i += 4, j += 3) {
    packed[j] = (registers[i]! << 2) | (registers[i + 1]! >> 4);
    packed[j + 1] = (registers[i + 1]! << 4) | (registers[i + 2]! >> 2);
    packed[j + 2] = (registers[i + 2]! << 6) | registers[i + 3]!;
  }
  return packed;
}

function unpack(packed: Uint8Array): Uint8Array {
  const registers = new Uint8Array(REGISTERS);
  for (let i = 0, j = 0; i < REGISTERS; i += 4, j += 3) {
    registers[i] = packed[j]! >> 2;
    registers[i + 1] = ((packed[j]! & 3) << 4) | (packed[j + 1]! >> 4);
    registers[i + 2] = ((packed[j + 1]! & 15) << 2) | (packed[j + 2]! >> 6);
    registers[i + 3] = packed[j + 2]! & 63;
  }
  return registers;
}
