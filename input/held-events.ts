import type { Pipeline } from '../engine/definition/pipeline';
import { parseEvent } from '../engine/events/parse-event';
import { formatOf } from '../engine/formats/format-of';
import type { RecordEvent } from '../engine/formats/record-format';
import { keyText, laneField } from './input-event';

/** What a text holds in the format of a pipeline's records. */
export interface HeldEvents {
  readonly events: readonly RecordEvent[];
  /** The first event's: they are not parted. */
  readonly partitionKey: string | undefined;
}

export function heldEvents(pipeline: Pipeline, text: Buffer): HeldEvents {
  const events = [...formatOf(pipeline).events(text, undefined)];
  const field = laneField(pipeline);
  const [first] = events;
  if (field === undefined || first === undefined) return { events, partitionKey: undefined };
  const parsed = parseEvent(pipeline, first, Date.now());
  return { events, partitionKey: 'values' in parsed ? keyText(parsed.values[field]) : undefined };
}
