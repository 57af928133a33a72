const EMPTY = -1;
/** Slots from which on a set grows in smaller steps: then memory counts for more than time. */
const MANY = 1024;

/** A set of hashes (integers from 0 to 2^53 - 1) in one array, by open addressing: no object for each number. */
export class HashSet {
  size = 0;
  private slots = new Float64Array(8).fill(EMPTY);

  add(hash: number): void {
    const mask = this.slots.length - 1;
    let at = hash & mask;
    for (let found = this.slots[at]!; found !== EMPTY; found = this.slots[at]!) {
      if (found === hash) return;
      at = (at + 1) & mask;
    }
    this.slots[at] = hash;
    this.size++;
    if (this.size * 4 > this.slots.length * 3) this.grow();
  }

  /** In ascending order. */
  sorted(): Float64Array {
    return this.values().sort();
  }

  /** In no order that means anything. */
  values(): Float64Array {
    const values = new Float64Array(this.size);
    let n = 0;
    for (const hash of this.slots) if (hash !== EMPTY) values[n++] = hash;
    return values;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Float64Array(before.length * (before.length < MANY ? 4 : 2)).fill(EMPTY);
    this.size = 0;
    for (const hash of before) if (hash !== EMPTY) this.add(hash);
  }
}
