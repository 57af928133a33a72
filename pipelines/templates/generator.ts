/** Numbers from 0 to below 1; the same seed gives the same numbers. */
export type Random = () => number;

/** Makes the event of an event time, ms since 1970. */
export type Generator = (eventTimeMs: number) => Readonly<Record<string, unknown>>;

/** Makes a generator with state of its own. */
export type GeneratorFactory = (random: Random) => Generator;

/** One of `choices`, each as often as its weight says. */
export function weighted<T>(choices: readonly (readonly [T, weight: number])[]): (random: Random) => T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  return random => {
    let left = random() * total;
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return choices.at(-1)![0];
  };
}

/** The shape of a version 4 UUID, a fixed one for each visitor. */
export function anonymousId(visitor: number): string {
  const digits = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
    .map(factor => (Math.imul(visitor + 1, factor) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
