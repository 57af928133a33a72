import { type FieldPath, parseFieldPath } from '../../engine/definition/field-path';
import { didYouMean } from '../../engine/text/nearest-name';
import { compileTimeFormat, type TimeFormat } from '../../engine/time/time-format';
import { zoneProblem } from '../../engine/time/time-zone';
import { FeedError } from '../feed';
import { isMessage, type Message, shown } from '../message';

/** A field of an event: where it is in an item, or a value that all have. */
export type Mapped = { readonly path: FieldPath } | { readonly value: string | number | boolean };

/** How a service that is polled is asked, and where in its answer events are. */
export interface PollConfiguration {
  /** Names of an event's fields. */
  readonly fields: ReadonlyMap<string, Mapped>;
  /** Steps to the array of items, or to the only one; none: the answer itself. */
  readonly items: FieldPath;
  /** Texts, joined by a blank, that are the time; it becomes the field `name`, ms since 1970. Absent: when the answer came. */
  readonly time: {
    readonly name: string;
    readonly paths: readonly FieldPath[];
    readonly format?: TimeFormat;
    readonly zone: string;
  };
  readonly url: URL;
}

const MEMBERS = ['url', 'items', 'fields', 'time'];
const TIME_MEMBERS = ['field', 'from', 'format', 'zone'];

/**
 * Checks a configuration: `{ url, items, fields: { price: "Last", tradeType: { value: "QUOTE" } }, time: { field: "timestamp",
 * from: ["Date", "Time"], format: "M/d/yyyy h:mm:ss a", zone: "America/New_York" } }`.
 *
 * @throws FeedError that names the member.
 */
export function pollConfiguration(given: unknown): PollConfiguration {
  const whole = object(given, '--config');
  known(whole, MEMBERS, '');
  const fields = Object.entries(object(whole['fields'], 'fields')).map(
    ([name, value]) => [name, mapped(value, `fields.${name}`)] as const,
  );
  if (fields.length === 0) throw wrong('fields', 'expected at least one');
  return {
    url: urlOf(whole['url']),
    items: whole['items'] === undefined || whole['items'] === '' ? [] : path(whole['items'], 'items'),
    fields: new Map(fields),
    time: timeOf(object(whole['time'] ?? {}, 'time')),
  };
}

function timeOf(time: Message): PollConfiguration['time'] {
  known(time, TIME_MEMBERS, 'time.');
  const { field = 'timestamp', from = [], format, zone = 'UTC' } = time;
  if (typeof field !== 'string' || field === '') throw wrong('time.field', 'expected a name');
  const texts = Array.isArray(from) ? (from as unknown[]) : [from];
  const paths = texts.map(each => path(each, 'time.from'));
  if (typeof zone !== 'string' || zoneProblem(zone) !== undefined)
    throw wrong('time.zone', 'expected a time zone such as America/New_York');
  if (format === undefined) return { name: field, paths, zone };
  const compiled =
    typeof format === 'string'
      ? compileTimeFormat(format)
      : { message: 'expected a pattern such as yyyy-MM-dd HH:mm:ss' };
  if ('message' in compiled) throw wrong('time.format', compiled.message);
  return { name: field, paths, zone, format: compiled };
}

function mapped(value: unknown, where: string): Mapped {
  const given = isMessage(value) ? value['value'] : undefined;
  if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') return { value: given };
  return { path: path(value, where) };
}

function path(value: unknown, where: string): FieldPath {
  if (typeof value !== 'string') throw wrong(where, 'expected a path such as Security.Symbol');
  const parsed = parseFieldPath(value);
  if ('message' in parsed) throw wrong(where, parsed.message);
  return parsed;
}

function urlOf(value: unknown): URL {
  const text = typeof value === 'string' ? value : '';
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text))
    throw wrong('url', 'expected a URL such as https://…/GetQuotes?Identifiers={symbols}');
  return new URL(text);
}

function object(value: unknown, where: string): Message {
  if (!isMessage(value)) throw wrong(where, `expected an object, not ${shown(value)}`);
  return value;
}

function known(value: Message, names: readonly string[], prefix: string): void {
  const other = Object.keys(value).find(name => !names.includes(name));
  if (other !== undefined) throw wrong(`${prefix}${other}`, `there is no such member${didYouMean(other, names)}`);
}

const wrong = (where: string, why: string): FeedError => new FeedError(`--config: ${where}: ${why}`);
