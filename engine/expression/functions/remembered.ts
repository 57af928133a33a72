const REMEMBERED_MAX = 256;

/** A pure function of a text that keeps what it gave: of patterns, which few texts are, for very many rows. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return text => {
    let made = known.get(text);
    if (made === undefined) {
      if (known.size === REMEMBERED_MAX) known.clear();
      known.set(text, (made = make(text)));
    }
    return made;
  };
}
