/** A packet of the Kite ticker. Prices are whole numbers of 10^-decimals of the currency. */
export interface KiteTick {
  readonly token: number;
  readonly mode: 'ltp' | 'quote' | 'full';
  readonly isIndex: boolean;
  readonly decimals: number;
  readonly lastPrice: number;
  readonly lastQuantity?: number;
  readonly averagePrice?: number;
  /** Traded on the day so far. */
  readonly volume?: number;
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close?: number;
  readonly openInterest?: number;
  /** Seconds since 1970; 0 where there was no trade yet. */
  readonly lastTradeSeconds?: number;
  readonly exchangeSeconds?: number;
}

/** The low byte of an instrument token. */
const [NSE_CURRENCY, BSE_CURRENCY, INDICES] = [3, 6, 9];

type Layout = (at: Fields) => Omit<KiteTick, 'token' | 'isIndex' | 'decimals' | 'lastPrice'>;

/** Big-endian numbers of 32 bits at an offset: prices have a sign. */
interface Fields {
  price(offset: number): number;
  whole(offset: number): number;
}

const index: Layout = at => ({
  mode: 'quote',
  high: at.price(8),
  low: at.price(12),
  open: at.price(16),
  close: at.price(20),
});

const quote: Layout = at => ({
  mode: 'quote',
  lastQuantity: at.whole(8),
  averagePrice: at.price(12),
  volume: at.whole(16),
  open: at.price(28),
  high: at.price(32),
  low: at.price(36),
  close: at.price(40),
});

/**
 * Packets by their lengths, bytes: 8 the last price; 28 and 32 an index, as quote and in full; 44 a quote; 184 in full, with ten
 * rows of market depth from 64 on, which are passed over.
 */
const LAYOUTS: ReadonlyMap<number, Layout> = new Map<number, Layout>([
  [8, () => ({ mode: 'ltp' })],
  [28, index],
  [32, at => ({ ...index(at), mode: 'full', exchangeSeconds: at.whole(28) })],
  [44, quote],
  [
    184,
    at => ({
      ...quote(at),
      mode: 'full',
      lastTradeSeconds: at.whole(44),
      openInterest: at.whole(48),
      exchangeSeconds: at.whole(60),
    }),
  ],
]);

/** Ticks of a binary message, and the lengths of packets that are not known; or why the message is none. */
export type KiteTicks =
  { readonly ticks: readonly KiteTick[]; readonly unknown: readonly number[] } | { readonly bad: string };

/**
 * Reads a binary message: a count, then packets each behind its length, all int16, big-endian. A message that ends early or
 * late is refused whole. Of one byte it is a heartbeat.
 * (https://kite.trade/docs/connect/v3/websocket; field by field as in kiteconnectjs, lib/ticker.ts)
 */
export function kiteTicks(message: Uint8Array): KiteTicks {
  if (message.length < 2) return { ticks: [], unknown: [] };
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const ticks: KiteTick[] = [];
  const unknown: number[] = [];
  let start = 2;
  for (let left = view.getUint16(0); left > 0; left--) {
    const length = start + 2 <= view.byteLength ? view.getUint16(start) : Infinity;
    const end = start + 2 + length;
    if (end > view.byteLength) return { bad: `a message of ${view.byteLength} bytes ends within a packet` };
    const layout = LAYOUTS.get(length);
    if (layout) ticks.push(tickOf(new DataView(view.buffer, view.byteOffset + start + 2, length), layout));
    else unknown.push(length);
    start = end;
  }
  return start === view.byteLength ? { ticks, unknown } : { bad: `a message of ${view.byteLength} bytes has ${start}` };
}

function tickOf(packet: DataView, layout: Layout): KiteTick {
  const token = packet.getUint32(0);
  const segment = token & 0xff;
  const at: Fields = { price: offset => packet.getInt32(offset), whole: offset => packet.getUint32(offset) };
  return {
    token,
    isIndex: segment === INDICES,
    decimals: segment === NSE_CURRENCY ? 7 : segment === BSE_CURRENCY ? 4 : 2,
    lastPrice: at.price(4),
    ...layout(at),
  };
}
