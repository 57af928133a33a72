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
