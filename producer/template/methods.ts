import type { Faker } from '@faker-js/faker';
import { formatDate } from './date-format';
import { LEGACY_NAMES } from './legacy-names';

/** What a placeholder stands for, at an event time, ms. */
export type Method = (args: readonly unknown[], eventTimeMs: number) => unknown;

/** moment.js's own format of a date without a format, whole seconds with the zone. */
const DEFAULT_FORMAT = 'YYYY-MM-DDTHH:mm:ssZ';

/** The method that a placeholder names, by its name of today or of the Kinesis Data Generator; undefined when there is none. */
export function findMethod(faker: Faker, name: string): Method | undefined {
  return ownMethods(faker)[name] ?? fakerMethod(faker, LEGACY_NAMES[name] ?? name);
}

/** Those of the generator itself, and those that take their arguments otherwise today. */
function ownMethods(faker: Faker): Readonly<Record<string, Method>> {
  const dateAt: Method = ([format], eventTimeMs) =>
    formatDate(eventTimeMs, format === undefined ? DEFAULT_FORMAT : String(format));
  return Object.assign(Object.create(null), {
    'current.timestamp': dateAt,
    'date.now': dateAt,
    'date.utc': dateAt,
    'date.simTime': dateAt,
    'random.number': ([range]) => randomNumber(faker, range, 1),
    'datatype.number': ([range]) => randomNumber(faker, range, 1),
    'random.float': ([range]) => randomNumber(faker, range, 0.01),
    'datatype.float': ([range]) => randomNumber(faker, range, 0.01),
    'random.weightedArrayElement': ([choices]) => weightedArrayElement(faker, choices),
    'address.stateAbbr': () => faker.location.state({ abbreviated: true }),
    'finance.amount': ([min, max, dec]) =>
      faker.finance.amount(typeof min === 'object' ? { ...min } : defined({ min, max, dec })),
    'datatype.uuid': () => faker.string.uuid(),
  } satisfies Record<string, Method>);
}

/** `{min, max, precision}`, or the greatest value; from 0 to 99999 by default, as in faker.js 4. */
function randomNumber(faker: Faker, range: unknown, defaultPrecision: number): number {
  const {
    min = 0,
    max = 99_999,
    precision = defaultPrecision,
  } = typeof range === 'object' && range !== null ? (range as Record<string, number>) : {};
  const top = range === undefined || typeof range === 'object' ? max : Number(range);
  if (![min, top, precision].every(Number.isFinite) || min > top || precision <= 0) {
    throw new RangeError('expected {"min": number, "max": number} or the greatest number');
  }
  return faker.number.float({ min, max: top, multipleOf: precision });
}

function weightedArrayElement(faker: Faker, choices: unknown): unknown {
  const { weights, data } = (choices ?? {}) as { weights?: unknown; data?: unknown };
  if (
    !Array.isArray(weights) ||
    !Array.isArray(data) ||
    weights.length !== data.length ||
    !weights.every(weight => weight >= 0)
  ) {
    throw new RangeError('expected {"weights": [numbers], "data": [as many values]}');
  }
  const possible = data
    .map((value: unknown, i) => ({ value, weight: weights[i] as number }))
    .filter(({ weight }) => weight > 0);
  return faker.helpers.weightedArrayElement(possible);
}

function fakerMethod(faker: Faker, name: string): Method | undefined {
  const [module, method, ...rest] = name.split('.');
  if (rest.length > 0 || method === undefined || module!.startsWith('_') || !Object.hasOwn(faker, module!))
    return undefined;
  const target = faker[module as keyof Faker] as unknown as Record<string, unknown>;
  if (typeof target !== 'object' || target === null || method in Object.prototype) return undefined;
  const call = target[method];
  return typeof call === 'function'
    ? args => (call as (...args: unknown[]) => unknown).apply(target, [...args])
    : undefined;
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
    string,
    number
  >;
}
