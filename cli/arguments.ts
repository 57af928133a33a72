import { InvalidArgumentError } from 'commander';
import { isIP } from 'node:net';
import { readStartAt } from '../lib/start-at';
import { isHostName } from '../local/web/served-names';
import { numberFrom, wholeFrom } from './numbers';

/** Names between commas. */
export function list(text: string): string[] {
  return text.split(',').map(name => name.trim());
}

/** `from=to`, added to those before it. */
export function collectRename(text: string, previous: Record<string, string>): Record<string, string> {
  const [from, to, ...rest] = text.split('=');
  if (!from || !to || rest.length > 0)
    throw new InvalidArgumentError(`expected from=to, and blanks between several: ${text}`);
  return { ...previous, [from]: to };
}

/** `table=file`, added to those before it. */
export function collectFile(text: string, previous: Record<string, string>): Record<string, string> {
  const [, table, file] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (table === undefined || file === undefined) throw new InvalidArgumentError(`expected table=file: ${text}`);
  if (Object.hasOwn(previous, table)) throw new InvalidArgumentError(`given more than once for ${table}`);
  return { ...previous, [table]: file };
}

/** Different keys of a query in one window: of any query, and of those that have a number of their own. */
export interface KeyCounts {
  readonly keys?: number;
  readonly keysOf: Readonly<Record<string, number>>;
}

/** A number, or `query=number`, added to those before it. */
export function collectKeys(text: string, previous: KeyCounts): KeyCounts {
  const [, query, number = text] = /^(.*)=(.*)$/.exec(text) ?? [];
  const keys = wholeFrom(1, 1e9)(number);
  const isRepeated = query === undefined ? previous.keys !== undefined : Object.hasOwn(previous.keysOf, query);
  if (isRepeated) throw new InvalidArgumentError(`given more than once${query === undefined ? '' : ` for ${query}`}`);
  return query === undefined ? { ...previous, keys } : { ...previous, keysOf: { ...previous.keysOf, [query]: keys } };
}

/** The name of a stream or table. */
export function streamName(text: string): string {
  if (!/^[\w.-]{1,128}$/.test(text))
    throw new InvalidArgumentError('expected a name of letters, digits, underscores, dots and hyphens, at most 128');
  return text;
}

/** The name of a stream, or its ARN. */
export function streamNameOrArn(text: string): string {
  return /^arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream\/[\w.-]{1,128}$/.test(text) ? text : streamName(text);
}

/** Where a pipeline begins in its stream, ms. */
export function startAt(text: string): number {
  const time = readStartAt(text, line => {
    throw new InvalidArgumentError(line);
  });
  return Date.parse(time!);
}

/** A share, 0-1, as a number or a percentage. */
export function badShare(text: string): number {
  const isPercent = /^[\d.]+%$/.test(text);
  try {
    return numberFrom(0, 1)(isPercent ? String(Number(text.slice(0, -1)) / 100) : text);
  } catch {
    throw new InvalidArgumentError('expected a number from 0 to 1, or a percentage such as 5%');
  }
}

/** An IP address. */
export function address(text: string): string {
  if (isIP(text) === 0)
    throw new InvalidArgumentError('expected an IP address, such as 0.0.0.0 for all of this machine');
  return text;
}

/** Host names between commas. */
export function hostNames(text: string): string[] {
  const names = list(text);
  const wrong = names.find(name => !isHostName(name));
  if (wrong !== undefined) throw new InvalidArgumentError(`expected host names without scheme or port: ${wrong}`);
  return names;
}
