/**
 * What schemas decode to, as JSON has it: objects, arrays, texts, numbers, truth values and null. Three things are more than
 * JSON. An integer that no double holds exactly is the text of its digits; bytes are bytes; a timestamp is one.
 */

/** An instant, and what is below its milliseconds. */
export class Timestamp {
  /**
   * @param millis whole ms since 1970, towards the past.
   * @param fraction the digits that follow those of the millisecond.
   */
  constructor(
    readonly millis: number,
    private readonly fraction = '',
  ) {}

  /** In ISO 8601; a time that it has no room for as its milliseconds. */
  get text(): string {
    if (!(this.millis >= YEAR_0_MS && this.millis < YEAR_10000_MS)) return String(this.millis);
    return `${new Date(this.millis).toISOString().slice(0, -1)}${this.fraction}Z`;
  }
}

const YEAR_0_MS = -62_167_219_200_000;
const YEAR_10000_MS = 253_402_300_800_000;

/** A decoded event as JSON: a number that JSON has not is its name, and bytes are `{"base64": …}`. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, shown);
}

/** Buffers come here by their own `toJSON`, so bytes are kept as plain arrays of them. */
function shown(_name: string, value: unknown): unknown {
  if (value instanceof Timestamp) return value.text;
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
