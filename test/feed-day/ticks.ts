import { fullPacket, kiteMessage, words } from '../feeds/support/kite-frames';

/** A tick as the pipeline `trades` has it. */
export interface Tick {
  readonly stockName: string;
  /** Rupees. */
  readonly price: number;
  /** ms. */
  readonly timestamp: number;
}

/** 09:15 in India on a Monday, seconds since 1970, and the seconds until 15:30. */
const OPENS = Date.UTC(2026, 0, 5, 3, 45) / 1_000;
export const MINUTES = 375;
/** A share's full packets, and an index's. */
export const [SHARE, INDEX] = [257, 265];

/** Paise: it looks like noise and is the same each time. */
const paise = (token: number, second: number): number => 100 * token + ((second * 7_919) % 1_009);

/** One of each instrument a second. */
export function ticksOf(minute: number): Tick[] {
  return secondsOf(minute).flatMap(second =>
    [SHARE, INDEX].map(token => ({
      stockName: String(token),
      price: paise(token, second) / 100,
      timestamp: (OPENS + second) * 1_000,
    })),
  );
}

/** The same as Kite's ticker sends it: binary packets in one message. */
export function messageOf(minute: number): Buffer {
  return kiteMessage(
    ...secondsOf(minute).flatMap(second => [
      fullPacket({ token: SHARE, price: paise(SHARE, second), volume: 10 * second + 5, seconds: OPENS + second }),
      words(INDEX, paise(INDEX, second), 9, 1, 5, 4, 3, OPENS + second),
    ]),
  );
}

const secondsOf = (minute: number): number[] => Array.from({ length: 60 }, (_, i) => 60 * minute + i);
