import { Timestamp } from '../engine/formats/decoded-value';
import type { RegisteredSchema } from '../engine/ports';
import { type AvroType, parseAvroSchema } from './avro-types';
import { decodingBy, unusable } from './decode-payload';
import { Malformed, type PayloadReader, zigzagLong } from './payload-reader';

type Read = (from: PayloadReader) => unknown;

/** A record's schema of Avro: payloads in its binary encoding, read by the schema that wrote them. */
export function avroSchema(text: string): RegisteredSchema {
  let type: AvroType;
  try {
    type = parseAvroSchema(text);
  } catch (error) {
    return unusable(`no Avro schema: ${(error as Error).message}`);
  }
  return type.kind === 'record' ? decodingBy(readerOf(type, new Map())) : unusable(`its ${type.kind} is no record`);
}

/** @param made readers of the records that hold this type, which it may hold again. */
function readerOf(type: AvroType, made: Map<AvroType, Read>): Read {
  switch (type.kind) {
    case 'null':
      return () => null;
    case 'boolean':
      return booleanIn;
    case 'int':
      return intIn;
    case 'long':
      return longReader(type.logical);
    case 'float':
      return from => from.float();
    case 'double':
      return from => from.double();
    case 'string':
      return from => from.text(lengthIn(from));
    case 'bytes':
      return type.logical === 'decimal'
        ? from => decimal(from.raw(lengthIn(from)), type.scale)
        : from => from.raw(lengthIn(from));
    case 'fixed':
      return type.logical === 'decimal'
        ? from => decimal(from.raw(type.size), type.scale)
        : from => from.raw(type.size);
    case 'enum':
      return from => entry(type.symbols, from, 'enum symbol');
    case 'union': {
      const branches = type.branches.map(branch => readerOf(branch, made));
      return from => entry(branches, from, 'branch of a union')(from);
    }
    case 'array': {
      const item = readerOf(type.items, made);
      return from => from.nested(() => arrayIn(from, item));
    }
    case 'map': {
      const value = readerOf(type.values, made);
      return from => from.nested(() => mapIn(from, value));
    }
    case 'record':
      return recordReader(type, made);
  }
}

function recordReader(type: Extract<AvroType, { kind: 'record' }>, made: Map<AvroType, Read>): Read {
  const known = made.get(type);
  if (known) return known;
  const fields: { readonly name: string; readonly read: Read }[] = [];
  const readFields: Read = from => {
    from.count(fields.length);
    const record = emptyObject();
    for (const { name, read } of fields) record[name] = read(from);
    return record;
  };
  const read: Read = from => from.nested(readFields);
  made.set(type, read);
  for (const field of type.fields) fields.push({ name: field.name, read: readerOf(field.type, made) });
  return read;
}

/** Without a prototype: a field or a key may be called `__proto__`. */
function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function arrayIn(from: PayloadReader, item: Read): unknown[] {
  const items: unknown[] = [];
  for (let count = blockCount(from); count > 0; count = blockCount(from)) {
    for (let i = 0; i < count; i++) items.push(item(from));
  }
  return items;
}

function mapIn(from: PayloadReader, value: Read): Record<string, unknown> {
  const map = emptyObject();
  for (let count = blockCount(from); count > 0; count = blockCount(from)) {
    for (let i = 0; i < count; i++) map[from.text(lengthIn(from))] = value(from);
  }
  return map;
}

/** Entries of the next block, 0 at the end. A negative count is followed by the block's size, which only who skips it needs. */
function blockCount(from: PayloadReader): number {
  const count = numberIn(from);
  if (count < 0) numberIn(from);
  from.count(Math.abs(count));
  return Math.abs(count);
}

function booleanIn(from: PayloadReader): boolean {
  const byte = from.byte();
  if (byte > 1) throw new Malformed(`no boolean: ${byte}`);
  return byte === 1;
}

function intIn(from: PayloadReader): number {
  const value = numberIn(from);
  if (value !== (value | 0)) throw new Malformed('an int of more than 32 bits');
  return value;
}

function numberIn(from: PayloadReader): number {
  const { low, high } = from.varint();
  return Number(zigzagLong(low, high));
}

function lengthIn(from: PayloadReader): number {
  return numberIn(from);
}

function entry<T>(entries: readonly T[], from: PayloadReader, what: string): T {
  const index = numberIn(from);
  if (!(index >= 0 && index < entries.length)) throw new Malformed(`no ${what}: ${index}`);
  return entries[index]!;
}

/** Digits below the millisecond of a timestamp. */
const TIMESTAMPS: Readonly<Record<string, number>> = {
  'timestamp-millis': 0,
  'timestamp-micros': 3,
  'timestamp-nanos': 6,
};

function longReader(logical: string | undefined): Read {
  const more = logical !== undefined && Object.hasOwn(TIMESTAMPS, logical) ? TIMESTAMPS[logical]! : undefined;
  return from => {
    const { low, high } = from.varint();
    const value = zigzagLong(low, high);
    return more === undefined ? value : timestamp(value, more);
  };
}

function timestamp(value: number | string, more: number): Timestamp {
  if (more === 0) return new Timestamp(Number(value));
  const unit = 10n ** BigInt(more);
  const below = ((BigInt(value) % unit) + unit) % unit;
  return new Timestamp(Number((BigInt(value) - below) / unit), String(below).padStart(more, '0'));
}

/** The text of an unscaled integer, two's complement and big-endian, with its decimals. */
function decimal(bytes: Uint8Array, scale: number): string {
  if (bytes.length > DECIMAL_BYTES_MAX) throw new Malformed(`a decimal of more than ${DECIMAL_BYTES_MAX} bytes`);
  const hex = Buffer.from(bytes).toString('hex');
  const unscaled = hex === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** More than 300 digits, beyond the doubles. */
const DECIMAL_BYTES_MAX = 128;
