import { count, definePipeline, epochMillis, tumbling } from 'tidemark';
import { readBothWays } from '../../../bench/compare-paths';
import type { Field } from '../../../engine/definition/fields';
import type { Pipeline } from '../../../engine/definition/pipeline';
import { parseText } from '../../../engine/events/parse-event';

const queries = { all: { window: tumbling('1 hour'), select: { n: count() } } };

/** A pipeline of these fields, whose event time is `clock`. */
export function pipelineOf(event: Readonly<Record<string, Field>>): Pipeline {
  return definePipeline({ name: 'fields', event: { ...event, clock: epochMillis() }, eventTime: 'clock', queries });
}

/** What the field `v` of an event comes to, or the event's reason; both readers must agree, also once they have seen many alike. */
export function readField(field: Field, json: string): unknown {
  const pipeline = pipelineOf({ v: field });
  const line = Buffer.from(`{${json}${json === '' ? '' : ','}"clock":1}`);
  for (let i = 0; i < 20; i++) {
    const { strict, plain } = readBothWays(pipeline, line);
    if (strict !== plain) throw new Error(`strict: ${strict}\nplain: ${plain}`);
  }
  const event = parseText(pipeline, line, NaN);
  if ('isSkipped' in event) throw new Error('skipped without accept');
  return 'bad' in event ? event.bad : event.values['v'];
}
