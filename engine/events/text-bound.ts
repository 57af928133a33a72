import type { EventValues, Pipeline } from '../definition/pipeline';
import { KEPT_TEXT_MAX } from '../definition/row-size';

const KEPT: ReadonlySet<string> = new Set(['first', 'last', 'topK']);

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
    const kept = pipeline.queries.flatMap(({ groupBy, select }) => [
      ...groupBy,
      ...Object.values(select).flatMap(({ kind, field }) => (KEPT.has(kind) && field !== undefined ? [field] : [])),
    ]);
    fields = [...new Set(kept)];
    cache.set(pipeline, fields);
  }
  return fields;
}
