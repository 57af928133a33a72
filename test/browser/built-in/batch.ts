type Scalar = string | number | boolean | null;

/** A window of a key, as a batch computation has it. */
export interface Row {
  readonly key: readonly Scalar[];
  /** Where it starts; of windows that grow, where its last step does, ms. */
  readonly startMs: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The starts of the windows that hold a time: one every `slideMs`, `sizeMs` long. */
export function startsOf(timeMs: number, sizeMs: number, slideMs = sizeMs): readonly number[] {
  const starts = [];
  for (let startMs = Math.floor(timeMs / slideMs) * slideMs; startMs > timeMs - sizeMs; startMs -= slideMs)
    starts.push(startMs);
  return starts;
}

/** What there is in each window of each key, by start and key. */
export function windows<Item>(
  items: readonly Item[],
  starts: (item: Item) => readonly number[],
  key: (item: Item) => readonly Scalar[],
  values: (items: readonly Item[]) => Row['values'],
): readonly Row[] {
  const held = new Map<string, Item[]>();
  for (const item of items)
    for (const startMs of starts(item)) {
      const name = JSON.stringify([startMs, key(item)]);
      held.set(name, [...(held.get(name) ?? []), item]);
    }
  const rows = [...held].map(([name, inIt]) => {
    const [startMs, key] = JSON.parse(name) as [number, Scalar[]];
    return { key, startMs, values: values(inIt) };
  });
  return ordered(rows);
}

export const ordered = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => a.startMs - b.startMs || (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1));

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The sum of a value over rows. */
export const sumOf = (rows: readonly Row[], value: string): number =>
  sum(rows.map(({ values }) => values[value] as number));

/** The sums of a value by the texts of one of the keys, the highest first. */
export function ranking(rows: readonly Row[], at: number, value: string): readonly (readonly [Scalar, number])[] {
  const texts = [...new Set(rows.map(({ key }) => key[at]!))];
  return texts
    .map(
      text =>
        [
          text,
          sumOf(
            rows.filter(({ key }) => key[at] === text),
            value,
          ),
        ] as const,
    )
    .sort((a, b) => b[1] - a[1] || (JSON.stringify(a[0]) < JSON.stringify(b[0]) ? -1 : 1));
}
