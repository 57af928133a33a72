import { createHash } from 'node:crypto';

const MAGIC = 0xf3899ac2;
const MD5_BYTES = 16;
const RECORDS = 3;
const DATA = 3;
const VARINT = 0;
const BYTES = 2;

/** Whether a record is one that the Kinesis Producer Library made of several. */
export function isKplAggregate(record: Buffer): boolean {
  return record.length >= 4 && record.readUInt32BE() === MAGIC;
}

/**
 * The payloads in an aggregate, in order, or what is wrong with it. Magic number, a protobuf message `AggregatedRecord`
 * (field 3: repeated `Record`, whose field 3 is the data), and the MD5 of that message (amazon-kinesis-producer,
 * aggregation-format.md).
 */
export function kplPayloads(record: Buffer, countMax: number): Buffer[] | string {
  const message = record.subarray(4, Math.max(4, record.length - MD5_BYTES));
  const sum = createHash('md5').update(message).digest();
  if (!sum.equals(record.subarray(4 + message.length))) return 'corrupt KPL aggregate: wrong MD5';
  try {
    const payloads: Buffer[] = [];
    for (const one of bytesOf(message, RECORDS)) {
      for (const payload of bytesOf(one, DATA)) payloads.push(payload);
      if (payloads.length > countMax) return `more than ${countMax} records in a KPL aggregate`;
    }
    return payloads;
  } catch {
    return 'corrupt KPL aggregate';
  }
}

/** Contents of the length-delimited fields with a number; throws a RangeError when the message is not protobuf. */
function* bytesOf(message: Buffer, field: number): Generator<Buffer> {
  for (let at = 0; at < message.length;) {
    const tag = varint(message, at);
    at = tag.end;
    const value = varint(message, at);
    at = value.end;
    if ((tag.value & 7) === VARINT) continue;
    if ((tag.value & 7) !== BYTES || value.value > message.length - at) throw new RangeError('not a KPL aggregate');
    if (tag.value >> 3 === field) yield message.subarray(at, at + value.value);
    at += value.value;
  }
}

function varint(message: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = message.readUInt8(start + i);
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  throw new RangeError('varint too long');
}
