import type { RecordBatch } from '../ports';
import type { EventText } from './event-text';

/** What is decoded by one call: a call costs as much as the decoding of some hundred bytes. */
const RECORDS_MAX = 64;
const CHARACTERS_MAX = 64 * 1024;

const EQUALS = 0x3d;

/** The texts of a batch's records, decoded from base64 many at a time. */
export class RecordTexts {
  /** When the record arrived, ms. */
  arrivalMs = NaN;
  private records: RecordBatch = [];
  private from = 0;
  private to = 0;
  private readonly starts = new Int32Array(RECORDS_MAX);
  private readonly ends = new Int32Array(RECORDS_MAX);
  private readonly arrivals = new Float64Array(RECORDS_MAX);

  constructor(private readonly text: EventText) {}

  /** The records that are read next. */
  begin(records: RecordBatch): void {
    this.records = records;
    this.to = 0;
  }

  /** Goes to the text of a record; the indices asked for rise. */
  show(index: number): void {
    if (index >= this.to) this.load(index);
    const at = index - this.from;
    this.arrivalMs = this.arrivals[at]!;
    if (index < this.to) this.text.show(this.starts[at]!, this.ends[at]!);
    else this.loadAlone(index);
  }

  /**
   * Decodes the next records as one text of base64. Each ends with zero bytes: its padding, which would end the whole, is written as
   * `A`, six zero bits, and four of those follow where there is none. Lambda's base64 is sound; other characters, which the
   * decoder would skip, show in the sum of the bytes, and then each record is decoded alone. So is a large one, which needs no copy then.
   */
  private load(from: number): void {
    const { records } = this;
    let base64 = '';
    let place = 0;
    let index = from;
    for (; index < records.length && index - from < RECORDS_MAX && base64.length < CHARACTERS_MAX; index++) {
      const { base64: one, arrivalMs } = records.at(index)!;
      this.arrivals[index - from] = arrivalMs;
      if (one === undefined || one.length % 4 !== 0) break;
      const padding = paddingOf(one);
      this.starts[index - from] = place;
      this.ends[index - from] = place + (one.length >> 2) * 3 - padding;
      place += (one.length >> 2) * 3 + (padding === 0 ? 3 : 0);
      base64 += padding === 0 ? one + 'AAAA' : one.slice(0, -padding) + (padding === 1 ? 'A' : 'AA');
    }
    this.from = from;
    this.to = index > from + 1 && this.text.decode(base64) === place ? index : from;
  }

  private loadAlone(index: number): void {
    const record = this.records.at(index)!;
    if (record.base64 === undefined) {
      this.text.decode('');
      this.text.load(record.data);
    } else this.text.show(0, this.text.decode(record.base64));
  }
}

/** Characters that stand for no bytes at the end of base64. */
function paddingOf(base64: string): 0 | 1 | 2 {
  const last = base64.length - 1;
  if (base64.charCodeAt(last) !== EQUALS) return 0;
  return base64.charCodeAt(last - 1) === EQUALS ? 2 : 1;
}
