const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

type Part = (date: Date) => string | number;

const padded =
  (digits: number, part: (date: Date) => number): Part =>
  date =>
    String(part(date)).padStart(digits, '0');
const hour12 = (date: Date): number => date.getUTCHours() % 12 || 12;

const TOKENS: Readonly<Record<string, Part>> = {
  YYYY: padded(4, date => date.getUTCFullYear()),
  YY: padded(2, date => date.getUTCFullYear() % 100),
  Q: date => Math.floor(date.getUTCMonth() / 3) + 1,
  MMMM: date => MONTHS[date.getUTCMonth()]!,
  MMM: date => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  MM: padded(2, date => date.getUTCMonth() + 1),
  Mo: date => ordinal(date.getUTCMonth() + 1),
  M: date => date.getUTCMonth() + 1,
  DDDD: padded(3, dayOfYear),
  DDDo: date => ordinal(dayOfYear(date)),
  DDD: dayOfYear,
  DD: padded(2, date => date.getUTCDate()),
  Do: date => ordinal(date.getUTCDate()),
  D: date => date.getUTCDate(),
  dddd: date => DAYS[date.getUTCDay()]!,
  ddd: date => DAYS[date.getUTCDay()]!.slice(0, 3),
  dd: date => DAYS[date.getUTCDay()]!.slice(0, 2),
  d: date => date.getUTCDay(),
  E: date => date.getUTCDay() || 7,
  HH: padded(2, date => date.getUTCHours()),
  H: date => date.getUTCHours(),
  hh: padded(2, hour12),
  h: hour12,
  kk: padded(2, date => date.getUTCHours() || 24),
  k: date => date.getUTCHours() || 24,
  mm: padded(2, date => date.getUTCMinutes()),
  m: date => date.getUTCMinutes(),
  ss: padded(2, date => date.getUTCSeconds()),
  s: date => date.getUTCSeconds(),
  SSS: padded(3, date => date.getUTCMilliseconds()),
  SS: padded(2, date => Math.floor(date.getUTCMilliseconds() / 10)),
  S: date => Math.floor(date.getUTCMilliseconds() / 100),
  A: date => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: date => (date.getUTCHours() < 12 ? 'am' : 'pm'),
  ZZ: () => '+0000',
  Z: () => '+00:00',
  X: date => Math.floor(date.getTime() / 1000),
  x: date => date.getTime(),
};

/** Longest first, so that `MMM` is not read as `MM` and `M`; `[text]` stands for itself. */
const TOKEN = new RegExp(
  `\\[([^\\]]*)\\]|${Object.keys(TOKENS)
    .sort((a, b) => b.length - a.length)
    .join('|')}`,
  'g',
);

/** Writes a time, ms since 1970, by a format of moment.js, in UTC. What is no token of it stands for itself. */
export function formatDate(timeMs: number, format: string): string {
  const date = new Date(timeMs);
  return format.replace(TOKEN, (token, literal: string | undefined) => literal ?? String(TOKENS[token]!(date)));
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function ordinal(n: number): string {
  const isTeen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${(isTeen ? undefined : ['', 'st', 'nd', 'rd'][n % 10]) || 'th'}`;
}
