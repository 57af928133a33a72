import type { ResultQuery } from '../engine/definition/pipeline';
import { Refused } from './http';

/** Of a parameter's text, characters. */
const TEXT_MAX = 4_096;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;

/** Refuses parameters that the route does not know: a misspelt one would otherwise change nothing, silently. */
export function checkNames(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (!known.includes(name))
      throw new Refused(400, `${name.slice(0, 100)}: unknown parameter; known: ${known.join(', ') || 'none'}`);
    if (query.getAll(name).length > 1) throw new Refused(400, `${name}: given more than once`);
  }
}

/** A whole number from 1 to 1,000. */
export function readLimit(query: URLSearchParams): number {
  const text = query.get('limit') ?? '100';
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > 1_000)
    throw new Refused(400, `limit: expected a whole number from 1 to 1000: ${show(text)}`);
  return value;
}

/** An ISO 8601 time with a zone, or ms since 1970; in ms. Undefined where it is absent. */
export function readTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : ISO_TIME.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms) || Math.abs(ms) > 253_402_300_799_999)
    throw new Refused(400, `${name}: expected an ISO 8601 time with a zone, or milliseconds since 1970: ${show(text)}`);
  return ms;
}

/** [from, to) in ms, open at the ends that are absent. */
export function readTimeRange(query: URLSearchParams): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = readTime(query, 'from') ?? -Infinity;
  const toMs = readTime(query, 'to') ?? Infinity;
  if (fromMs > toMs) throw new Refused(400, 'to: lies before from');
  return { fromMs, toMs };
}

/** The text by which the rows of a key are known: its group-by values as a JSON array, spelt as the engine does. */
export function readKey(query: URLSearchParams, { groupBy }: Pick<ResultQuery, 'groupBy'>): string | undefined {
  const text = query.get('key');
  if (text === null || text === '') return undefined;
  const example = JSON.stringify(groupBy.map(name => `<${name}>`));
  const wrong = new Refused(400, `key: expected a JSON array of ${groupBy.length} values, ${example}: ${show(text)}`);
  if (text.length > TEXT_MAX) throw new Refused(400, `key: longer than ${TEXT_MAX} characters`);
  const values = parseJson(text);
  if (!Array.isArray(values) || values.length !== groupBy.length) throw wrong;
  if (values.some(value => typeof value === 'object' && value !== null)) throw wrong;
  return JSON.stringify(values);
}

/** Where a page of windows goes on: after a row of a part of a block. */
export interface Position {
  readonly blockStartMs: number;
  readonly part: number;
  readonly key: string;
}

export function writeCursor({ blockStartMs, part, key }: Position): string {
  return Buffer.from(JSON.stringify([blockStartMs, part, key])).toString('base64url');
}

export function readCursor(query: URLSearchParams): Position | undefined {
  const text = query.get('cursor');
  if (text === null || text === '') return undefined;
  const values = text.length > TEXT_MAX * 2 ? undefined : parseJson(Buffer.from(text, 'base64url').toString());
  const [blockStartMs, part, key] = Array.isArray(values) ? (values as unknown[]) : [];
  if (!Number.isSafeInteger(blockStartMs) || !Number.isSafeInteger(part) || typeof key !== 'string')
    throw new Refused(400, 'cursor: not one that this API gave');
  return { blockStartMs: blockStartMs as number, part: part as number, key };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const show = (text: string): string => JSON.stringify(text.slice(0, 100));
