import { LogCollapsingLowestDenseDDSketch } from '@datadog/sketches-js';
import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Accumulator } from './accumulator';
import { finite } from './double-double';

type Sketch = LogCollapsingLowestDenseDDSketch;
type Store = Sketch['store'];

const OPTIONS = { relativeAccuracy: 0.01, binLimit: 2048 };
const newSketch = (): Sketch => new LogCollapsingLowestDenseDDSketch(OPTIONS);

/**
 * The q quantile within 1 % of its value, by DDSketch (Masson et al., VLDB 2019) of at most 2,048 bins a sign, which span
 * 17 orders of magnitude; the smallest values share a bin beyond that. Null when there were no numbers.
 */
export function quantile(q: number): Accumulator<Sketch, number> {
  return {
    create: newSketch,
    add(cell, input) {
      cell.accept(input);
      return cell;
    },
    merge(cell, other) {
      if (other.count > 0) cell.merge(other);
      return cell;
    },
    result: cell => (cell.count === 0 ? null : finite(cell.getValueAtQuantile(q))),
    encode(cell, out) {
      out.varint(cell.zeroCount);
      encodeStore(cell.store, out);
      encodeStore(cell.negativeStore, out);
    },
    decode(from) {
      const sketch = newSketch();
      sketch.zeroCount = from.varint();
      sketch.count = sketch.zeroCount + decodeStore(from, sketch.store) + decodeStore(from, sketch.negativeStore);
      return sketch;
    },
  };
}

/** The bins that are not empty: distance from the one before, and count. */
function encodeStore(store: Store, out: ByteWriter): void {
  const bins = store.bins.map((count, i) => ({ key: i + store.offset, count })).filter(bin => bin.count > 0);
  out.varint(bins.length);
  let previous = 0;
  for (const { key, count } of bins) {
    out.signedVarint(key - previous);
    out.varint(count);
    previous = key;
  }
}

function decodeStore(from: ByteReader, store: Store): number {
  const length = from.varint();
  let total = 0;
  for (let i = 0, key = 0; i < length; i++) {
    key += from.signedVarint();
    const count = from.varint();
    store.add(key, count);
    total += count;
  }
  return total;
}
