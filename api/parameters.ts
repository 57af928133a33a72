import type { Typed } from '../engine/expression/type';
import { keyTypes, type Query } from '../engine/definition/pipeline';
import { nearestName } from '../engine/text/nearest-name';
import { isoTimeMs, isoTimeProblem } from '../engine/text/iso-time';
import type { CataloguedPipeline } from './catalogue';
import { Refused } from './http';

/** Of a parameter's text, characters. */
const TEXT_MAX = 4_096;
/** The years 0 to 9999. */
const [TIME_MS_MIN, TIME_MS_MAX] = [-62_167_219_200_000, 253_402_300_799_999];
const EXPECTED_TIME = 'expected an ISO 8601 time with a zone, or milliseconds since 1970';

/** Refuses parameters that the route does not know: a misspelt one would otherwise change nothing, silently. */
export function checkNames(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (!known.includes(name)) {
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? `known: ${known.join(', ') || 'none'}` : `did you mean ${nearest}?`;
      throw new Refused(400, `${name.slice(0, 100)}: unknown parameter; ${hint}`);
    }
    if (query.getAll(name).length > 1) throw new Refused(400, `${name}: given more than once`);
  }
}

/** Most of a page. */
export const readLimit = (query: URLSearchParams, byDefault = 100): number => readCount(query, 'limit') ?? byDefault;

/** A whole number from 1 to 1,000; undefined where it is absent. */
export function readCount(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > 1_000)
    throw new Refused(400, `${name}: expected a whole number from 1 to 1000: ${show(text)}`);
  return value;
}

/**
 * An ISO 8601 time with a zone, or ms since 1970; in ms. Undefined where it is absent. A number that is a time of our days in
 * seconds would be one of the spring of 1970 in ms: it is refused.
 */
export function readTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (/^\d{9,10}$/.test(text))
    throw new Refused(
      400,
      `${name}: expected milliseconds since 1970, and these look like seconds: did you mean ${text}000?`,
    );
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : isoTimeMs(text);
  if (ms >= TIME_MS_MIN && ms <= TIME_MS_MAX) return ms;
  const problem = /^\d{4}-/.test(text) && Number.isNaN(ms) ? isoTimeProblem(text) : EXPECTED_TIME;
  throw new Refused(400, `${name}: ${problem}: ${show(text)}`);
}

/** [from, to) in ms, open at the ends that are absent. */
export function readTimeRange(query: URLSearchParams): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = readTime(query, 'from') ?? -Infinity;
  const toMs = readTime(query, 'to') ?? Infinity;
  if (fromMs > toMs) throw new Refused(400, 'to: lies before from');
  return { fromMs, toMs };
}

/** The text by which the rows of a key are known: its group-by values as a JSON array, spelt as the engine does. */
export function readKey(
  parameters: URLSearchParams,
  pipeline: Pick<CataloguedPipeline, 'scope' | 'queries'>,
  query: Query,
): string | undefined {
  const { groupBy } = query;
  const text = parameters.get('key');
  if (text === null || text === '') return undefined;
  const example = JSON.stringify(groupBy.map(name => `<${name}>`));
  const wrong = new Refused(400, `key: expected a JSON array of ${groupBy.length} values, ${example}: ${show(text)}`);
  if (text.length > TEXT_MAX) throw new Refused(400, `key: longer than ${TEXT_MAX} characters`);
  const values = parseJson(text);
  if (!Array.isArray(values) || values.length !== groupBy.length) throw wrong;
  if (values.some(value => typeof value === 'object' && value !== null)) throw wrong;
  const types = keyTypes(pipeline, query);
  for (const [i, name] of groupBy.entries()) {
    const expected = EXPECTED[types[i]!];
    if (expected !== undefined && values[i] !== null && typeof values[i] !== expected)
      throw new Refused(400, `key: ${name} is a ${expected}: ${show(JSON.stringify(values[i]))}`);
  }
  return JSON.stringify(values);
}

/** Of a value in a key, by its type; what a function without a type gives is not known. */
const EXPECTED: Readonly<Record<Typed['type'], 'string' | 'number' | 'boolean' | undefined>> = {
  text: 'string',
  time: 'string',
  boolean: 'boolean',
  number: 'number',
  integer: 'number',
  null: undefined,
};

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
