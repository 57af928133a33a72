import { daysInMonth, localMs, weekdayOf } from './calendar';
import { fractionMs } from './digits';
import { instantOf } from './time-zone';

/** Reads times that are written by one pattern. */
export interface TimeFormat {
  /** Whether the pattern has `Z`: every time says how far from UTC it is. */
  readonly hasOffset: boolean;
  /**
   * The instant, ms since 1970, or why the text is none: without the text itself. A time without an offset is read by the clocks of
   * `zone`.
   */
  read(text: string, zone?: string): number | string;
}

/** What is wrong with a pattern, and at which character of it, from 0. */
export interface FormatProblem {
  readonly message: string;
  readonly at: number;
}

const PATTERN_MAX = 64;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const anyCase = (name: string): string => name.replace(/[a-z]/gi, c => `[${c.toLowerCase()}${c.toUpperCase()}]`);
const oneOf = (names: readonly string[]): string => `(${names.map(anyCase).join('|')})`;
const short = (names: readonly string[]): readonly string[] => names.map(name => name.slice(0, 3));
const oneOrTwoDigits: Expected = count => [String.raw`(\d\d?)`, String.raw`(\d\d)`][count - 1];

/** The regular expression for a letter that comes so often; undefined where it has no such form. */
type Expected = (count: number) => string | undefined;

const LETTERS: ReadonlyMap<string, Expected> = new Map<string, Expected>([
  ['y', count => (count === 2 ? String.raw`(\d\d)` : [1, 4].includes(count) ? String.raw`(\d{4})` : undefined)],
  ['M', count => oneOrTwoDigits(count) ?? [oneOf(short(MONTHS)), oneOf(MONTHS)][count - 3]],
  ['d', oneOrTwoDigits],
  ['H', oneOrTwoDigits],
  ['h', oneOrTwoDigits],
  ['m', oneOrTwoDigits],
  ['s', oneOrTwoDigits],
  ['S', count => (count <= 9 ? String.raw`(\d{${count}})` : undefined)],
  ['Z', () => String.raw`(Z|UTC|UT|GMT|[+-]\d\d(?::?\d\d)?)`],
  ['E', count => (count <= 3 ? oneOf(short(WEEKDAYS)) : count === 4 ? oneOf(WEEKDAYS) : undefined)],
  ['a', count => (count === 1 ? oneOf(['am', 'pm']) : undefined)],
]);

/**
 * Compiles a pattern: `y` year (`yy` of 2000 to 2099), `M` month (`MMM` Aug, `MMMM` August), `d` day, `H` hour (`h` with `a`: 1 to
 * 12), `m` minute, `s` second, `S` decimals of the second (1 to 9), `Z` offset (`+0200`, `+02:00`, `+02`, `Z`, `UTC`, `GMT`), `E` day of the
 * week (`EEEE` Tuesday), `a` AM or PM. One letter of a number is one digit or two, two letters are two digits. Names are English, in any
 * case. Other letters stand in quotes: `yyyy-MM-dd'T'HH`, where `''` is a quote; all other characters stand for themselves.
 */
export function compileTimeFormat(pattern: string): TimeFormat | FormatProblem {
  if (pattern.length > PATTERN_MAX) return { message: `longer than ${PATTERN_MAX} characters`, at: PATTERN_MAX };
  const letters: string[] = [];
  let source = '';
  for (const { 0: piece, index: at } of pattern.matchAll(/'(?:[^']|'')*'?|([A-Za-z])\1*|[^]/g)) {
    const letter = piece[0]!;
    if (letter === "'") {
      if (piece.length === 1 || !piece.endsWith("'")) return { message: 'a quote that does not end', at };
      source += escaped(piece === "''" ? "'" : piece.slice(1, -1).replaceAll("''", "'"));
    } else if (!/[A-Za-z]/.test(letter)) source += escaped(piece);
    else {
      const expected = LETTERS.get(letter);
      if (!expected) return { message: `no letter ${letter}; text stands in quotes as '${piece}'`, at };
      if (letters.includes(letter)) return { message: `${letter} comes twice`, at };
      const part = expected(piece.length);
      if (part === undefined) return { message: `no form ${piece}`, at };
      letters.push(letter);
      source += part;
    }
  }
  const lacking = lackOf(letters);
  if (lacking) return { message: lacking, at: pattern.length };
  return formatOf(pattern, new RegExp(`^${source}$`), letters);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

function lackOf(letters: readonly string[]): string | undefined {
  const has = (letter: string): boolean => letters.includes(letter);
  for (const [letter, what] of Object.entries({ y: 'year', M: 'month', d: 'day' }))
    if (!has(letter)) return `no ${letter}, the ${what}`;
  if (has('H') && has('h')) return 'both H and h';
  if (has('h') && !has('a')) return 'h without a, AM or PM';
  if (has('a') && !has('h') && !has('H')) return 'a without h, the hour';
  if (has('m') && !has('h') && !has('H')) return 'm without H, the hour';
  if (has('s') && !has('m')) return 's without m, the minute';
  return has('S') && !has('s') ? 'S without s, the second' : undefined;
}

function formatOf(pattern: string, form: RegExp, letters: readonly string[]): TimeFormat {
  const groupOf = new Map(letters.map((letter, i) => [letter, i + 1]));
  return {
    hasOffset: groupOf.has('Z'),
    read(text, zone = 'UTC') {
      const match = form.exec(text);
      if (!match) return `not of the form ${pattern}`;
      return instantFrom(letter => (groupOf.has(letter) ? match[groupOf.get(letter)!] : undefined), zone);
    },
  };
}

function instantFrom(partOf: (letter: string) => string | undefined, zone: string): number | string {
  const numberOf = (letter: string): number => Number(partOf(letter) ?? 0);
  const year = partOf('y')!.length === 2 ? 2000 + numberOf('y') : numberOf('y');
  const month = monthOf(partOf('M')!);
  const day = numberOf('d');
  if (!(month >= 1 && month <= 12)) return `there is no month ${partOf('M')}`;
  if (!(day >= 1 && day <= daysInMonth(year, month))) return `there is no ${partOf('y')}-${partOf('M')}-${partOf('d')}`;
  const weekday = partOf('E');
  const named = WEEKDAYS[weekdayOf(year, month, day)]!;
  if (weekday !== undefined && !startsAlike(named, weekday)) return `that day is a ${named}, not ${weekday}`;
  const hour = hourOf(partOf('h'), partOf('H'), partOf('a')?.toLowerCase());
  if (Number.isNaN(hour)) return `there is no hour ${[partOf('h') ?? partOf('H'), partOf('a')].join(' ').trim()}`;
  const [minute, second] = [numberOf('m'), numberOf('s')];
  if (minute > 59) return `there is no minute ${minute}`;
  if (second > 59) return `second ${second} is not read; leap seconds have no place in a day of 86,400`;
  const decimals = partOf('S');
  const millisecond = decimals === undefined ? 0 : fractionMs(decimals, 0, decimals.length);
  const local = localMs({ year, month, day, hour, minute, second, millisecond });
  const offset = partOf('Z');
  if (offset === undefined) return instantOf(zone, local);
  const minutes = offsetMinutes(offset);
  return Number.isNaN(minutes) ? `there is no offset ${offset}` : local - minutes * 60_000;
}

function monthOf(text: string): number {
  return /^\d/.test(text) ? Number(text) : MONTHS.findIndex(name => startsAlike(name, text)) + 1;
}

function startsAlike(name: string, start: string): boolean {
  return name.slice(0, start.length).toLowerCase() === start.toLowerCase();
}

/** NaN for none. `H` beside AM or PM may count to 12 or to 23. */
function hourOf(of12: string | undefined, of24: string | undefined, half: string | undefined): number {
  const hour = Number(of12 ?? of24 ?? 0);
  if (half === undefined) return hour <= 23 ? hour : NaN;
  if (hour >= 1 && hour <= 12) return (hour % 12) + (half === 'pm' ? 12 : 0);
  return of24 !== undefined && hour <= 23 && hour > 12 === (half === 'pm') ? hour : NaN;
}

function offsetMinutes(text: string): number {
  if (!/^[+-]/.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.length > 3 ? text.slice(-2) : 0)];
  if (hours > 23 || minutes > 59) return NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
