import { pathOf } from '../engine/definition/field-path';
import { isComputed, type Pipeline } from '../engine/definition/pipeline';
import { parseText } from '../engine/events/parse-event';
import { valueAt } from '../engine/formats/value-at';

/** Longest event, bytes of UTF-8 JSON; four fit into one Kinesis record of 1 MiB. */
export const MAX_EVENT_BYTES = 256 * 1024;

const SAMPLE_BYTES = 200;

/** One event of the input, or several in one text, not yet checked against the schema: that is the pipeline's work. */
export interface ReadEvent {
  /** Number of its (first) line in the file, from 1. */
  readonly line: number;
  /** The text as records hold it, in UTF-8: JSON without a newline, or a row. */
  readonly bytes: Buffer;
  /** The value of the pipeline's `laneField` as text; undefined where there is none. */
  readonly partitionKey: string | undefined;
  /** How many events of the pipeline it holds. @default 1 */
  readonly events?: number;
  /** The row under which it stands: a record begins with it. */
  readonly head?: Buffer;
}

/** A line that cannot be made an event at all. */
export interface RejectedLine {
  readonly line: number;
  readonly rejected: string;
  /** How the line begins. */
  readonly sample: string;
  /** Whether it is so only since the input ends: more of it may make it whole. */
  readonly isOpen?: boolean;
}

/** What a reader makes of a line; tell them apart by `'rejected' in event`. */
export type InputEvent = ReadEvent | RejectedLine;

export function reject(line: number, bytes: Buffer, reason: string): RejectedLine {
  return { line, rejected: reason, sample: bytes.subarray(0, SAMPLE_BYTES).toString('utf8') };
}

/** An event of this JSON text, or its rejection when it is too long. */
export function eventOf(line: number, bytes: Buffer, partitionKey: string | undefined): InputEvent {
  if (bytes.length > MAX_EVENT_BYTES) return reject(line, bytes, TOO_LONG);
  return { line, bytes, partitionKey };
}

export const TOO_LONG = `longer than ${MAX_EVENT_BYTES} bytes`;

/**
 * The field whose value is the partition key: `partitionBy`, or else what `dedupe` goes by, since copies are told on one
 * shard only. Undefined where events are spread.
 */
export function laneField({ partitionBy, dedupe }: Pick<Pipeline, 'partitionBy' | 'dedupe'>): string | undefined {
  return partitionBy ?? dedupe?.by;
}

/** Reads the partition key in an event's JSON text; undefined where it has none or is no event. */
export type KeyReader = (json: string) => string | undefined;

export function keyReader(pipeline: Pipeline): KeyReader {
  const field = laneField(pipeline);
  if (field === undefined) return () => undefined;
  if (isComputed(pipeline, field)) return json => derivedKey(pipeline, field, json);
  const path = pathOf(field, pipeline.fields[field]!);
  return json => {
    try {
      return keyText(valueAt(JSON.parse(json), path));
    } catch {
      return undefined;
    }
  };
}

function derivedKey(pipeline: Pipeline, field: string, json: string): string | undefined {
  const event = parseText(pipeline, Buffer.from(json), Date.now());
  return 'values' in event ? keyText(event.values[field]) : undefined;
}

/** A field's value as a partition key. */
export function keyText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
