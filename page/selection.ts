/** Of each of a query's keys the value that is chosen, as JSON; undefined: any. */
export type Selection = readonly (string | undefined)[];

/** As text for the address and the picker: the array of the values, with [] where it is any. Of one key it is the key's own text. */
export const textOf = (selection: Selection): string => `[${selection.map(part => part ?? '[]').join(',')}]`;

/** Undefined where the text is no selection of so many keys. */
export function parseSelection(text: string, keys: number): Selection | undefined {
  try {
    const values = JSON.parse(text) as unknown;
    if (!Array.isArray(values) || values.length !== keys || !values.every(isValueOrAny)) return undefined;
    return partsOf(values).map(part => (part === '[]' ? undefined : part));
  } catch {
    return undefined;
  }
}

const isValueOrAny = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Array.isArray(value) && value.length === 0);

/** Of texts those that are one key of so many values, each once, as the key is written. */
export function keysIn(texts: readonly string[], keys: number): readonly string[] {
  const found = texts.flatMap(text => {
    const selection = parseSelection(text, keys);
    return selection && isOne(selection) ? [textOf(selection)] : [];
  });
  return [...new Set(found)];
}

/** The values of a key, each as JSON. */
export const partsOf = (values: readonly unknown[]): readonly string[] => values.map(value => JSON.stringify(value));

export const anyKey = (keys: number): Selection => Array.from({ length: keys }, () => undefined);

/** Whether it is one key. */
export const isOne = (selection: Selection): boolean => !selection.includes(undefined);

/** Whether a key is among those that are selected; `except`: whatever its value there. */
export const includes = (selection: Selection, parts: readonly string[], except = -1): boolean =>
  selection.every((part, i) => i === except || part === undefined || part === parts[i]);

/** With the value chosen, or any instead where it was chosen already. */
export const toggled = (selection: Selection, at: number, part: string): Selection =>
  selection.map((chosen, i) => (i !== at ? chosen : chosen === part ? undefined : part));
