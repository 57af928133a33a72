/** The number that so many decimal digits from `start` on write; NaN where there are others. */
export function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The place behind the digits that begin at `start`. */
export function endOfDigits(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end;
}

/** Milliseconds of the `count` digits behind a decimal point of seconds, from 1: cut, not rounded. NaN where there are others. */
export function fractionMs(text: string, start: number, count: number): number {
  return count >= 3 ? digits(text, start, 3) : digits(text, start, count) * (count === 2 ? 10 : 100);
}
