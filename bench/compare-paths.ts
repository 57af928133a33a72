import type { Pipeline } from '../engine/definition/pipeline';
import { parseText } from '../engine/events/parse-event';
import { EventReader } from '../engine/scan/event-reader';

export interface Verdict {
  /** What the strict way gave, or `bad` with the reason; and what the plain way gives. */
  readonly strict: string;
  readonly plain: string;
  /** Whether the strict way decided by itself. */
  readonly isScanned: boolean;
}

const readers = new WeakMap<Pipeline, EventReader>();

/** Reads one line both ways. */
export function readBothWays(pipeline: Pipeline, line: Buffer): Verdict {
  let reader = readers.get(pipeline);
  if (!reader) readers.set(pipeline, (reader = new EventReader(pipeline)));
  const { text, slots, names } = reader;
  text.load(line);
  const before = reader.fallbacks;
  const start = Math.max(0, text.lineFrom(0));
  const reading = reader.read(start);
  const values = names.map((name, slot) => [name, slots.value(slot)] as const);
  const strict =
    reading === 'good' ? show(values, reader.eventTimeMs) : reading === 'bad' ? `bad: ${reader.reason}` : reading;
  const rest = Buffer.from(text.slice(start, text.end));
  const newline = rest.indexOf(0x0a);
  const event = parseText(pipeline, newline < 0 ? rest : rest.subarray(0, newline), NaN);
  const plain =
    'isSkipped' in event
      ? 'skipped'
      : 'bad' in event
        ? `bad: ${event.bad}`
        : show(
            names.map(name => [name, event.values[name] ?? null] as const),
            event.eventTimeMs,
          );
  return { strict, plain, isScanned: reader.fallbacks === before };
}

/** Event time and values as text that tells -0 from 0, and text from numbers. */
export function show(values: readonly (readonly [string, unknown])[], eventTimeMs: number): string {
  const texts = values.map(([name, value]) => `${name}=${typeof value}:${Object.is(value, -0) ? '-0' : String(value)}`);
  return `${eventTimeMs} ${texts.join('\n')}`;
}
