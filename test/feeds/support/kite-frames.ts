/** Big-endian numbers of 32 bits, one after the other. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => (value < 0 ? bytes.writeInt32BE(value, 4 * i) : bytes.writeUInt32BE(value, 4 * i)));
  return bytes;
}

/** A message of the Kite ticker: a count, then each packet behind its length. */
export function kiteMessage(...packets: readonly Buffer[]): Buffer {
  const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
  return Buffer.concat([int16(packets.length), ...packets.flatMap(packet => [int16(packet.length), packet])]);
}

export const INFY = 408_065;

/** token, last price, last quantity, average price, volume, buy and sell quantity, open, high, low, close. */
const QUOTE = [INFY, 141_295, 5, 141_247, 7_360_198, 0, 10, 139_600, 142_175, 139_555, 138_965] as const;
export const QUOTE_PACKET = words(...QUOTE);

export interface FullTick {
  readonly token?: number;
  readonly price?: number;
  readonly quantity?: number;
  readonly volume?: number;
  readonly seconds?: number;
}

/** A packet of 184 bytes: the quote, then last trade time, open interest with its high and low, exchange time, ten rows of depth. */
export function fullPacket({
  token = INFY,
  price = 141_295,
  quantity = 5,
  volume = 7_360_198,
  seconds = 1_534_849_271,
}: FullTick = {}): Buffer {
  const [, , , average, , ...rest] = QUOTE;
  const depth = Array.from({ length: 10 }, (_, i) => [100 + i, price - i, (3 << 16) | 0]).flat();
  return words(token, price, quantity, average, volume, ...rest, seconds - 1, 12, 15, 9, seconds, ...depth);
}
