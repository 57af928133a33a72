import type { Pipeline } from '../../engine/definition/pipeline';

/** A value of an event's field. */
export type Value = string | number | boolean | null;

/** What the producer knows of one event it sent: the oracle's input, never the engine's. */
export type TrueEvent =
  | {
      readonly kind: 'object';
      /** Index in its record. */
      readonly index: number;
      /** The fields as sent; a schema decides whether they are an event. */
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'broken';
      /** Null when the whole record cannot be opened. */
      readonly index: number | null;
      /** Why no schema can make an event of it. */
      readonly why: string;
    };

export interface GoodEvent {
  readonly eventTimeMs: number;
  /** Derived fields included. */
  readonly values: Readonly<Record<string, Value>>;
}

/** What was sent, as a definition reads it; undefined: it belongs to the quarantine. */
export function readAs(pipeline: Pipeline, event: TrueEvent, arrivalMs: number): GoodEvent | undefined {
  if (event.kind === 'broken') return undefined;
  const values: Record<string, Value> = {};
  for (const [name, { kind, isOptional }] of Object.entries(pipeline.fields)) {
    const sent = event.fields[name] ?? null;
    if (sent === null ? !isOptional : !isOfKind(kind, sent)) return undefined;
    values[name] = asWritten(sent as Value);
  }
  const uses = usesOf(pipeline);
  const own = Object.freeze({ ...values });
  for (const column of pipeline.columns) {
    if (!('code' in column)) continue;
    const { name, code } = column;
    const value = derivedValue(() => code(own), uses.asNumber.includes(name));
    if (value === undefined) return undefined;
    values[name] = value;
  }
  if (uses.asText.some(name => String(values[name] ?? '').length > KEPT_TEXT_MAX)) return undefined;
  const eventTimeMs = timeOf(values[pipeline.eventTime]!, pipeline.fields[pipeline.eventTime]!.kind);
  return eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs ? undefined : { eventTimeMs, values };
}

/** The longest text that may be a key or a kept value, UTF-16 units. */
const KEPT_TEXT_MAX = 512;

/** Which fields a definition's queries need as numbers, and of which they keep the text: it decides with the schema what is an event. */
export function usesOf({ queries }: Pipeline): { readonly asNumber: string[]; readonly asText: string[] } {
  const inputs = queries.flatMap(({ aggregates }) => Object.values(aggregates));
  const readBy = (kinds: readonly string[]): string[] =>
    inputs.filter(({ kind }) => kinds.includes(kind)).flatMap(({ field }) => field ?? []);
  const asNumber = readBy(['sum', 'avg', 'min', 'max']);
  const asText = [...queries.flatMap(({ groupBy }) => groupBy), ...readBy(['first', 'last'])];
  return { asNumber: [...new Set(asNumber)].sort(), asText: [...new Set(asText)].sort() };
}

/** What a derived field gives: a text, a number that is one, a boolean or nothing; undefined for anything else, and for what it throws. */
function derivedValue(compute: () => unknown, asNumber: boolean): Value | undefined {
  let given: unknown;
  try {
    given = compute();
    if (given instanceof Promise) given.catch(() => undefined);
  } catch {
    return undefined;
  }
  if (given === null || given === undefined) return null;
  if (typeof given === 'number') return Number.isFinite(given) ? given : undefined;
  if (asNumber) return undefined;
  return typeof given === 'string' ? asWritten(given) : typeof given === 'boolean' ? given : undefined;
}

/** Half of a surrogate pair, which UTF-8 cannot write, is written as U+FFFD. */
const asWritten = (value: Value): Value => (typeof value === 'string' ? Buffer.from(value).toString() : value);

function isOfKind(kind: string, sent: unknown): boolean {
  if (kind === 'string') return typeof sent === 'string';
  if (kind === 'isoTime') return typeof sent === 'string' && !Number.isNaN(Date.parse(sent));
  const isWhole = kind === 'integer' || kind === 'epochMillis';
  return typeof sent === 'number' && (!isWhole || Number.isInteger(sent)) && (!kind.startsWith('epoch') || sent >= 0);
}

function timeOf(value: Value, kind: string): number {
  if (kind === 'isoTime') return Date.parse(value as string);
  return kind === 'epochSeconds' ? Math.round((value as number) * 1000) : (value as number);
}
