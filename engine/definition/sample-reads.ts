import type { Scalar } from '../values';
import type { Field } from './fields';
import type { CodeColumn, EventValues } from './pipeline';

const SAMPLES: Readonly<Record<Field['kind'], Scalar>> = {
  string: 'a',
  number: 1,
  integer: 1,
  boolean: true,
  epochMillis: 1,
  epochSeconds: 1,
  epochMicros: 1,
  epochNanos: 1,
  isoTime: '1970-01-01T00:00:00Z',
  time: 1,
};

/** What the language itself asks of any object: JSON.stringify and await. */
const ASKED_BY_THE_LANGUAGE: ReadonlySet<string> = new Set(['toJSON', 'then']);

/** What a derived field's function did with sample events. */
export interface SampleReads {
  /** Names that it read, or asked whether they are there, and no event has. */
  readonly unknown: readonly string[];
  /** A kind of value that it gave and that no derived field can have. */
  readonly wrong: string | undefined;
}

/**
 * Calls a derived field's function with two sample events, one with every optional field and one with none. That it throws does
 * not matter: such an event would go to the quarantine. What it does on other ways is not seen, nor what it reads of a copy.
 */
export function sampleReads(compute: CodeColumn['code'], fields: Readonly<Record<string, Field>>): SampleReads {
  const asked = new Set<string | symbol>();
  let wrong: string | undefined;
  for (const withOptional of [true, false]) {
    try {
      const given = compute(watched(sampleOf(fields, withOptional), asked));
      if (given instanceof Promise) given.catch(() => undefined);
      wrong ??= wrongKind(given) ?? (asked.size === 0 ? notFinite(given) : undefined);
    } catch {
      continue;
    }
  }
  const event = { ...fields };
  const isUnknown = (name: string | symbol): name is string =>
    typeof name === 'string' && !(name in event) && !ASKED_BY_THE_LANGUAGE.has(name);
  return { unknown: [...asked].filter(isUnknown), wrong };
}

/** One that reads the event may give NaN for a sample alone, whose texts are no numbers; one that does not gives it always. */
function notFinite(value: unknown): string | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? `${value} for every event` : undefined;
}

function wrongKind(value: unknown): string | undefined {
  if (value === null || ['undefined', 'string', 'number', 'boolean'].includes(typeof value)) return undefined;
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (value instanceof Promise) return 'a promise';
  return Array.isArray(value) ? 'an array' : 'an object';
}

function sampleOf(fields: Readonly<Record<string, Field>>, withOptional: boolean): EventValues {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      field?.isOptional && !withOptional ? null : (SAMPLES[field?.kind] ?? null),
    ]),
  );
}

/** The same event, which notes the names that it is asked for. */
function watched(event: EventValues, asked: Set<string | symbol>): EventValues {
  return new Proxy(event, {
    get(target, name): unknown {
      asked.add(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      asked.add(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      asked.add(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      const names = Reflect.ownKeys(target);
      names.forEach(name => asked.add(name));
      return names;
    },
  });
}
