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
    values[name] = sent as Value;
  }
  try {
    const derived = Object.entries(pipeline.derive).map(([name, compute]) => [name, compute(values) ?? null] as const);
    for (const [name, value] of derived) values[name] = value;
  } catch {
    return undefined;
  }
  const eventTimeMs = timeOf(values[pipeline.eventTime]!, pipeline.fields[pipeline.eventTime]!.kind);
  return eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs ? undefined : { eventTimeMs, values };
}

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
