import type { Item } from '../../engine/ports';

/** The items of one partition key, which are put in order of their sort keys most often. */
export class Partition {
  readonly items = new Map<string, Item>();
  private keys: string[] = [];
  private isSorted = true;

  set(item: Item): void {
    if (!this.items.has(item.sk)) {
      this.isSorted &&= this.keys.length === 0 || this.keys.at(-1)! < item.sk;
      this.keys.push(item.sk);
    }
    this.items.set(item.sk, item);
  }

  delete(sk: string): void {
    if (this.items.delete(sk)) this.keys = this.keys.filter(key => key !== sk);
  }

  range(from: string | undefined, to: string | undefined, descending: boolean, limit: number): Item[] {
    if (!this.isSorted) this.keys.sort();
    this.isSorted = true;
    const start = from === undefined ? 0 : this.placeOf(from);
    const end = to === undefined ? this.keys.length : this.placeOf(to);
    const keys = descending
      ? this.keys.slice(Math.max(start, end - limit), end).reverse()
      : this.keys.slice(start, Math.min(end, start + limit));
    return keys.map(sk => this.items.get(sk)!);
  }

  /** Of the first key that is not below `sk`. */
  private placeOf(sk: string): number {
    let [low, high] = [0, this.keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle]! < sk) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
