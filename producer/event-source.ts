import type { Pipeline } from '../engine/definition/pipeline';
import { keyReader, keyText, laneField } from '../input/input-event';
import type { GeneratorFactory } from '../pipelines/templates/generator';
import { pageViews } from '../pipelines/templates/page-views';
import { trades } from '../pipelines/templates/trades';
import { seededRandom } from './random';
import { compileTemplate } from './template/compile-template';

/** Makes the event of an event time, whole ms since 1970: one line of JSON. */
export type EventSource = (eventTimeMs: number) => {
  readonly bytes: Buffer;
  readonly partitionKey: string | undefined;
};

const GENERATORS: Readonly<Record<string, GeneratorFactory>> = { 'page-views': pageViews, trades };

/** The generator of synthetic events that comes with a pipeline; undefined for a pipeline that has none: it needs a template. */
export function syntheticEvents(pipelineName: string): GeneratorFactory | undefined {
  return Object.hasOwn(GENERATORS, pipelineName) ? GENERATORS[pipelineName] : undefined;
}

/** Events of a generator. The same seed gives the same events. */
export function generatorSource(factory: GeneratorFactory, pipeline: Pipeline, seed: number): EventSource {
  const generate = factory(seededRandom(seed));
  const field = laneField(pipeline);
  const keyOf = keyReader(pipeline);
  return eventTimeMs => {
    const event = generate(eventTimeMs);
    const json = JSON.stringify(event);
    const isRead = field === undefined || Object.hasOwn(event, field);
    return { bytes: Buffer.from(json), partitionKey: isRead ? field && keyText(event[field]) : keyOf(json) };
  };
}

/**
 * Events of a template of the Kinesis Data Generator. The same seed gives the same events.
 *
 * @throws TemplateError
 */
export function templateSource(text: string, pipeline: Pipeline, seed: number): EventSource {
  const template = compileTemplate(text, seed);
  const keyOf = keyReader(pipeline);
  return eventTimeMs => {
    const json = template(eventTimeMs);
    return { bytes: Buffer.from(json), partitionKey: keyOf(json) };
  };
}
