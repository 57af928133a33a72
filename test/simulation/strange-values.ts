/**
 * What the code of a derived field may do: throw anything, and give anything. An event's `n` chooses; those of good events do
 * not reach so far.
 */

const FIRST_N = 900_000;

const THROWN: readonly (() => unknown)[] = [
  () => new Error('unlucky'),
  () => 'a text',
  () => undefined,
  () => Symbol('thrown'),
  () => 7n,
  () => Object.create(null) as object,
  () => Object.defineProperty(new Error(), 'message', { get: fail }),
];

/** Taken by their kind: a text, a number, a boolean, nothing; each may be what the field is there for, or not. */
const ODD_SCALARS: readonly unknown[] = [
  undefined,
  null,
  true,
  -0,
  '',
  'half \ud83d of a pair',
  '\udc00',
  '7',
  'Б'.repeat(512),
  '長'.repeat(513),
  'x'.repeat(70_000),
  2 ** 70,
  NaN,
  Infinity,
];

const NO_SCALARS: readonly (() => unknown)[] = [
  () => 12n,
  () => 10n ** 60n,
  () => Symbol('given'),
  () => ({}),
  () => ['b0'],
  () => new Date(0),
  () => fail,
  () => Promise.resolve('b0'),
  () => Promise.reject(new Error('nobody waits')),
  () => Object.create(null) as object,
  () => ({ toString: fail, toJSON: fail, valueOf: fail }),
  () => new Proxy({}, { get: fail, getPrototypeOf: fail, ownKeys: fail }),
];

type Event = Readonly<Record<string, unknown>>;

const DEEDS: readonly ((event: Event) => unknown)[] = [
  ...THROWN.map(thrown => () => {
    throw thrown();
  }),
  ...ODD_SCALARS.map(value => () => value),
  ...NO_SCALARS,
  event => Object.defineProperty(event, 'n', { value: 1 }),
];

/** Each deed once for either of two derived fields. */
export const STRANGE_NS: readonly number[] = Array.from({ length: 2 * DEEDS.length }, (_, i) => FIRST_N + i);

/** The function of a derived field, the first or the second, that does such a deed where an event asks for it. */
export function oddly<E extends Event, T>(field: 0 | 1, compute: (event: E) => T): (event: E) => T {
  return event => {
    const i = Number(event['n']) - FIRST_N;
    const deed = i >= 0 && i % 2 === field ? DEEDS[i >> 1] : undefined;
    return deed ? (deed(event) as T) : compute(event);
  };
}

function fail(): never {
  throw new Error('code of a value of the event');
}
