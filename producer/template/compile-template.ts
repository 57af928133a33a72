import { faker as shared } from '@faker-js/faker/locale/en';
import type { Faker } from '@faker-js/faker';
import { findMethod } from './methods';
import { parseTemplate, type Placeholder } from './parse-template';
import { TemplateError } from './template-error';

/** Writes the text of one event, a single line. */
export type Template = (eventTimeMs: number) => string;

/**
 * Compiles a template of the Kinesis Data Generator: text with placeholders such as `{{random.number(50)}}`, filled by faker.
 * `date.now`, `date.utc` and `date.simTime` are the event's time in UTC, which is the past in a backfill. A Date is
 * written in ISO 8601, an object as JSON.
 *
 * @param seed the same seed gives the same events
 * @throws TemplateError for a syntax error, an unknown method, or arguments that it refuses, with the position.
 */
export function compileTemplate(template: string, seed: number): Template {
  const faker = ownFaker();
  let eventTimeMs = 0;
  faker.setDefaultRefDate(() => new Date(eventTimeMs));
  const parts = parseTemplate(template).map(part =>
    typeof part === 'string' ? part : compilePlaceholder(faker, part),
  );
  if (parts.length === 0) throw new TemplateError('template: it is empty');
  faker.seed(seed);
  return timeMs => {
    eventTimeMs = timeMs;
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : part(timeMs);
    return text;
  };
}

/** An instance apart from the library's shared one, so that seeds do not meet. */
function ownFaker(): Faker {
  const FakerClass = shared.constructor as new (options: { locale: Faker['rawDefinitions'] }) => Faker;
  return new FakerClass({ locale: shared.rawDefinitions });
}

function compilePlaceholder(faker: Faker, { method, args, position }: Placeholder): Template {
  const call = findMethod(faker, method);
  if (!call) throw new TemplateError(`template: ${position}: unknown method ${method}`);
  const write: Template = eventTimeMs => textOf(call(args, eventTimeMs));
  try {
    write(0);
  } catch (error) {
    const reason = String((error as Error).message).split('\n')[0];
    throw new TemplateError(`template: ${position}: ${method}: ${reason}`);
  }
  return write;
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return text.replace(/[\r\n]+/g, ' ');
}
