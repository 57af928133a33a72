import { Enum, type Field, MapField, Type } from 'protobufjs';
import { Timestamp } from '../engine/formats/decoded-value';
import { Malformed, type PayloadReader } from './payload-reader';
import { int32In, lengthIn, SCALARS, type ScalarType, WIRE } from './protobuf-scalars';

type Message = Record<string, unknown>;

/** Takes the next value of a field into its message. */
interface FieldReader {
  readonly name: string;
  readonly wire: number;
  readonly take: (message: Message, from: PayloadReader) => void;
  /** How the value stands where several are packed; absent where they are not. */
  readonly packed?: (message: Message, from: PayloadReader) => void;
}

type Readers = Map<Type, MessageReader>;

/**
 * Reads a message by its type, as https://protobuf.dev/programming-guides/encoding/ says: the last value of several counts,
 * messages are merged, fields that the type has not, or of another wire type, are passed over.
 */
export class MessageReader {
  private readonly absent: (readonly [string, () => unknown])[] = [];
  private readonly fields = new Map<number, FieldReader>();

  /** @param readers those of other types, which may hold this one. */
  static of(type: Type, readers: Readers): MessageReader {
    const known = readers.get(type);
    if (known) return known;
    const reader = new MessageReader();
    readers.set(type, reader);
    for (const field of type.fieldsArray) if (!field.declaringField) reader.add(field, readers);
    return reader;
  }

  /** Reads what is left of the payload, or of what is around it. */
  message(from: PayloadReader): Message {
    return this.into(this.empty(from), from);
  }

  empty(from: PayloadReader): Message {
    from.count(this.absent.length);
    const message = Object.create(null) as Message;
    for (const [name, value] of this.absent) message[name] = value();
    return message;
  }

  /** @param group the number of the group that ends the message, where it is one. */
  into(message: Message, from: PayloadReader, group?: number): Message {
    while (group !== undefined || from.remaining > 0) {
      const { low: tag, high } = from.varint();
      const number = tag >>> 3;
      const wire = tag & 7;
      if (high !== 0 || number === 0) throw new Malformed('no field has this number');
      if (wire === WIRE.endGroup && number === group) return message;
      const field = this.fields.get(number);
      if (field?.wire === wire) field.take(message, from);
      else if (field?.packed && wire === WIRE.bytes) field.packed(message, from);
      else passOver(from, number, wire);
    }
    return message;
  }

  private add(field: Field, readers: Readers): void {
    const { name, id } = field;
    this.absent.push([name, absentOf(field)]);
    const others = (field.partOf?.fieldsArray ?? []).map(other => other.name).filter(other => other !== name);
    if (field instanceof MapField) this.fields.set(id, mapReader(field, readers));
    else if (field.repeated) this.fields.set(id, repeatedReader(field, readers));
    else {
      const { wire, merge } = valueReader(field, readers);
      const take = (message: Message, from: PayloadReader): void => {
        message[name] = merge(from, message[name]);
        for (const other of others) message[other] = null;
      };
      this.fields.set(id, { name, wire, take });
    }
  }
}

/** A value that is not there: null where its absence can be told, else what its type says. */
function absentOf(field: Field): () => unknown {
  if (field instanceof MapField) return () => Object.create(null) as Message;
  if (field.repeated) return () => [];
  const { hasPresence, resolvedType } = field;
  if (hasPresence || resolvedType instanceof Type) return () => null;
  const value = resolvedType instanceof Enum ? enumName(resolvedType, 0) : SCALARS[field.type]!.absent;
  return () => value;
}

interface ValueReader {
  readonly wire: number;
  /** @param before the field's value so far, with which a message is merged. */
  readonly merge: (from: PayloadReader, before: unknown) => unknown;
}

/** What a map's field and any other have in common. */
type Valued = Pick<Field, 'type' | 'id' | 'resolvedType'> & { readonly delimited?: boolean };

function valueReader(field: Valued, readers: Readers): ValueReader {
  const { resolvedType, delimited, id } = field;
  if (!(resolvedType instanceof Type)) {
    const { wire, read } = scalarOf(field);
    return { wire, merge: read };
  }
  const reader = MessageReader.of(resolvedType, readers);
  const seen = WELL_KNOWN[resolvedType.fullName];
  const fill = (from: PayloadReader, before: unknown): Message => {
    const message = before && !seen ? (before as Message) : reader.empty(from);
    if (delimited) return from.nested(() => reader.into(message, from, id));
    return from.nested(() => from.within(lengthIn(from), () => reader.into(message, from)));
  };
  return {
    wire: delimited ? WIRE.group : WIRE.bytes,
    merge: seen ? (from, before) => seen(fill(from, before)) : fill,
  };
}

function scalarOf({ type, resolvedType }: Valued): Pick<ScalarType, 'wire' | 'read'> {
  if (resolvedType instanceof Enum) return { wire: WIRE.varint, read: from => enumName(resolvedType, int32In(from)) };
  return SCALARS[type]!;
}

/** A number without a name stays one. */
function enumName({ valuesById }: Enum, value: number): string | number {
  return valuesById[value] ?? value;
}

function repeatedReader(field: Field, readers: Readers): FieldReader {
  const { name } = field;
  const { wire, merge } = valueReader(field, readers);
  const take = (message: Message, from: PayloadReader): void => {
    from.count(1);
    (message[name] as unknown[]).push(merge(from, undefined));
  };
  if (wire === WIRE.bytes || wire === WIRE.group) return { name, wire, take };
  const packed = (message: Message, from: PayloadReader): void =>
    from.within(lengthIn(from), () => {
      while (from.remaining > 0) take(message, from);
    });
  return { name, wire, take, packed };
}

/** An entry is a message of a key, 1, and a value, 2. */
function mapReader(field: MapField, readers: Readers): FieldReader {
  const { name, keyType, resolvedType } = field;
  const key = SCALARS[keyType]!;
  const value = valueReader(field, readers);
  const absent = resolvedType instanceof Type ? MessageReader.of(resolvedType, readers) : absentValue(field);
  const take = (message: Message, from: PayloadReader): void => {
    from.count(1);
    let [k, v]: unknown[] = [key.absent, undefined];
    from.within(lengthIn(from), () => {
      while (from.remaining > 0) {
        const { low: tag } = from.varint();
        if (tag === ((1 << 3) | key.wire)) k = key.read(from);
        else if (tag === ((2 << 3) | value.wire)) v = value.merge(from, v);
        else passOver(from, tag >>> 3, tag & 7);
      }
    });
    (message[name] as Message)[String(k)] = v ?? (absent instanceof MessageReader ? absent.empty(from) : absent);
  };
  return { name, wire: WIRE.bytes, take };
}

function absentValue({ type, resolvedType }: Valued): unknown {
  return resolvedType instanceof Enum ? enumName(resolvedType, 0) : SCALARS[type]!.absent;
}

function passOver(from: PayloadReader, number: number, wire: number): void {
  if (wire === WIRE.varint) from.varint();
  else if (wire === WIRE.fixed64) from.skip(8);
  else if (wire === WIRE.fixed32) from.skip(4);
  else if (wire === WIRE.bytes) from.skip(lengthIn(from));
  else if (wire === WIRE.group) from.nested(() => NO_FIELDS.into({}, from, number));
  else throw new Malformed(`no wire type: ${wire}`);
}

const NO_FIELDS = new MessageReader();

/** Types of Google's that are a value rather than a message of several. */
const WELL_KNOWN: Readonly<Record<string, (message: Message) => unknown>> = {
  '.google.protobuf.Timestamp': timestamp,
  ...Object.fromEntries(
    ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map(wrapped => [
      `.google.protobuf.${wrapped}Value`,
      ({ value }: Message) => value,
    ]),
  ),
};

/** @throws Malformed for nanoseconds that are none. */
function timestamp({ seconds, nanos }: Message): Timestamp {
  const below = nanos as number;
  if (!(below >= 0 && below < 1e9)) throw new Malformed(`no nanoseconds of a timestamp: ${below}`);
  const digits = String(below % 1e6).padStart(6, '0');
  return new Timestamp(Number(seconds) * 1000 + Math.floor(below / 1e6), /^0*$/.test(digits) ? '' : digits);
}
