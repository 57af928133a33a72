const { imul } = Math;

/** Numbers the (pane, key) pairs of a query from 0, by open addressing: no object for each row. */
export class RowIndex {
  count = 0;
  panes = new Int32Array(48);
  keys = new Int32Array(48);
  private table = new Int32Array(64).fill(-1);
  /** A key's row of the pane that it was found in last, or -1. */
  private latest = new Int32Array(64).fill(-1);

  /** The pair's row; a new one is `count - 1` afterwards. */
  rowOf(pane: number, key: number): number {
    if (key >= this.latest.length) this.latest = moreOf(this.latest, key);
    const latest = this.latest[key]!;
    if (latest >= 0 && this.panes[latest] === pane) return latest;
    return (this.latest[key] = this.search(pane, key));
  }

  private search(pane: number, key: number): number {
    const mask = this.table.length - 1;
    let at = place(pane, key) & mask;
    for (let row = this.table[at]!; row >= 0; row = this.table[at]!) {
      if (this.keys[row] === key && this.panes[row] === pane) return row;
      at = (at + 1) & mask;
    }
    const row = this.count++;
    if (row === this.panes.length) {
      this.grow();
      return this.insert(row, pane, key);
    }
    this.table[at] = row;
    this.panes[row] = pane;
    this.keys[row] = key;
    return row;
  }

  get capacity(): number {
    return this.panes.length;
  }

  private insert(row: number, pane: number, key: number): number {
    const mask = this.table.length - 1;
    let at = place(pane, key) & mask;
    while (this.table[at]! >= 0) at = (at + 1) & mask;
    this.table[at] = row;
    this.panes[row] = pane;
    this.keys[row] = key;
    return row;
  }

  private grow(): void {
    const { panes, keys } = this;
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    this.panes = new Int32Array(panes.length * 2);
    this.keys = new Int32Array(keys.length * 2);
    for (let row = 0; row < panes.length; row++) this.insert(row, panes[row]!, keys[row]!);
  }
}

function place(pane: number, key: number): number {
  const mixed = imul(imul(pane, 0x9e3779b1) ^ key, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function moreOf(latest: Int32Array<ArrayBuffer>, key: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * key).fill(-1);
  more.set(latest);
  return more;
}
