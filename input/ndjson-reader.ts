import type { Pipeline } from '../engine/definition/pipeline';
import { eventOf, partitionKeyOf } from './input-event';
import type { Reader } from './reader';

/** NDJSON: a line's bytes pass untouched, whatever they hold; the pipeline judges them. */
export function ndjsonReader(pipeline: Pipeline): Reader {
  return {
    read: ({ number, bytes }, emit) => emit(eventOf(number, bytes, partitionKeyOf(bytes.toString('utf8'), pipeline))),
  };
}
