import { HASH_BITS } from './hash';

const PRECISION = 12;
/** Registers: standard error 1.04 / sqrt(4096) = 1.6 %. */
export const REGISTERS = 2 ** PRECISION;
const RANK_BITS = HASH_BITS - PRECISION;

/** HyperLogLog (Flajolet et al., 2007) over 53-bit hashes; one byte a register. */
export function addHash(registers: Uint8Array, hash: number): void {
  const index = Math.floor(hash / 2 ** RANK_BITS);
  const rest = hash % 2 ** RANK_BITS;
  const high = Math.floor(rest / 2 ** 32);
  const highBits = RANK_BITS - 32;
  const zeros = high !== 0 ? Math.clz32(high) - (32 - highBits) : highBits + Math.clz32(rest >>> 0);
  const rank = zeros + 1;
  if (rank > registers[index]!) registers[index] = rank;
}

/** The improved raw estimator of Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017), algorithm 6. */
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
  for (let before = NaN; z !== before; ) {
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
  for (let before = NaN; z !== before; ) {
    before = z;
    x = Math.sqrt(x);
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
