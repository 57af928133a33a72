import { inputsOf } from '../definition/aggregates';
import { columnType, inputType, mayBeText } from '../definition/column-type';
import { eventQueries, type EventValues, keyColumnsOf, type Pipeline } from '../definition/pipeline';
import { KEPT_TEXT_MAX } from '../definition/row-size';

/** Why an event cannot be kept: one of its texts is longer than an item of the state has room for. */
export function tooLongText(pipeline: Pipeline, values: EventValues): string | undefined {
  for (const field of keptFields(pipeline)) {
    const value = values[field];
    if (typeof value === 'string' && value.length > KEPT_TEXT_MAX) return tooLongReason(field, value);
  }
  return undefined;
}

export function tooLongReason(field: string, value: string): string {
  return `${field}: ${value.length} characters are more than the ${KEPT_TEXT_MAX} that a key or a kept value may have`;
}

const cache = new WeakMap<Pipeline, readonly string[]>();

/** Fields whose text is kept by some query. */
export function keptFields(pipeline: Pipeline): readonly string[] {
  let fields = cache.get(pipeline);
  if (!fields) {
    const kept = eventQueries(pipeline).flatMap(query => [
      ...keyColumnsOf(query).filter(column => mayBeText(columnType(pipeline.scope, column))),
      ...Object.values(query.aggregates)
        .flatMap(inputsOf)
        .filter(input => input.parameter.isKept && mayBeText(inputType(pipeline.scope, input)))
        .map(({ column }) => column),
    ]);
    fields = [...new Set(kept)];
    cache.set(pipeline, fields);
  }
  return fields;
}
