import type { Random } from './random';

/** Texts that something between an event and its result may take for something else; of some, several are written as one. */
const ODD: readonly ((i: number) => string)[] = [
  i => `ключ ${i}`,
  i => `鍵${i}`,
  i => `\u{1f388}${i}`,
  i => `e\u0301${i}`,
  i => `\u00e9${i}`,
  () => '\ud800 half',
  () => '\udfff half',
  () => '\ufffd half',
  i => `a"b\\${i}`,
  i => `line\n\u2028${i}\r\t\u0000`,
  i => `a#b/c@~${i}`,
  () => '',
  i => ` k${i} `,
  i => `${'長'.repeat(170)}${i}`,
  i => 'Б'.repeat(511 + (i % 3)),
  i => `\u{1f388}`.repeat(255) + 'x'.repeat(1 + (i % 3)),
  () => 'null',
  i => String(i),
];

/** The name of the i-th key; `isOdd`: in all writings, and long ones. */
export function keyName(i: number, isOdd: boolean): string {
  return isOdd ? ODD[i % ODD.length]!(i) : `k${i}`;
}

/** An event's line in one of the ways JSON may be written in: characters beyond ASCII as they are, or by their numbers. */
export function written(line: string, random: Random): string {
  return random.chance(0.7) ? line : line.replace(/[\u007f-\uffff]/g, one => escaped(one));
}

const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
