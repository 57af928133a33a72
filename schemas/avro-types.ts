/** The types of an Avro schema (https://avro.apache.org/docs/1.12.0/specification/), names resolved. */
export type AvroType =
  | { readonly kind: Primitive; readonly logical: string | undefined; readonly scale: number }
  | { readonly kind: 'fixed'; readonly size: number; readonly logical: string | undefined; readonly scale: number }
  | { readonly kind: 'record'; readonly fields: { readonly name: string; readonly type: AvroType }[] }
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] };

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
type Primitive = (typeof PRIMITIVES)[number];

/** Types within types: a schema's own text is of the registry, and 170 KB of brackets would fill the stack. */
const DEPTH_MAX = 200;

/** @throws Error, with one short line, for a text that is no schema. */
export function parseAvroSchema(text: string): AvroType {
  return new SchemaParser().type(JSON.parse(text), '', 0);
}

type Definition = Readonly<Record<string, unknown>>;

class SchemaParser {
  private readonly named = new Map<string, AvroType>();

  type(given: unknown, namespace: string, depth: number): AvroType {
    if (depth > DEPTH_MAX) throw new Error(`types nested deeper than ${DEPTH_MAX}`);
    if (typeof given === 'string') return this.byName(given, namespace);
    if (Array.isArray(given))
      return { kind: 'union', branches: given.map(branch => this.type(branch, namespace, depth + 1)) };
    if (typeof given !== 'object' || given === null) throw new Error(`no type: ${JSON.stringify(given)}`);
    const definition = given as Definition;
    const { type } = definition;
    switch (type) {
      case 'record':
      case 'error':
        return this.record(definition, namespace, depth);
      case 'enum':
        return this.define(definition, namespace, { kind: 'enum', symbols: textsOf(definition, 'symbols') });
      case 'fixed':
        return this.define(definition, namespace, {
          kind: 'fixed',
          size: sizeOf(definition),
          ...logicalOf(definition),
        });
      case 'array':
        return { kind: 'array', items: this.type(definition['items'], namespace, depth + 1) };
      case 'map':
        return { kind: 'map', values: this.type(definition['values'], namespace, depth + 1) };
      default:
        if (isPrimitive(type)) return { kind: type, ...logicalOf(definition) };
        return this.type(type, namespace, depth + 1);
    }
  }

  /** Named before its fields are read: they may hold it. */
  private record(definition: Definition, outer: string, depth: number): AvroType {
    const fields: { name: string; type: AvroType }[] = [];
    const record = this.define(definition, outer, { kind: 'record', fields });
    const namespace = namespaceOf(fullName(definition, outer));
    const given = definition['fields'];
    if (!Array.isArray(given)) throw new Error('a record without fields');
    for (const field of given as Definition[]) {
      const name = field['name'];
      if (typeof name !== 'string') throw new Error('a field without a name');
      fields.push({ name, type: this.type(field['type'], namespace, depth + 1) });
    }
    return record;
  }

  private define(definition: Definition, namespace: string, type: AvroType): AvroType {
    this.named.set(fullName(definition, namespace), type);
    return type;
  }

  private byName(name: string, namespace: string): AvroType {
    if (isPrimitive(name)) return { kind: name, logical: undefined, scale: 0 };
    const type = this.named.get(qualified(name, namespace)) ?? this.named.get(name);
    if (!type) throw new Error(`unknown type ${name}`);
    return type;
  }
}

function isPrimitive(type: unknown): type is Primitive {
  return (PRIMITIVES as readonly unknown[]).includes(type);
}

function fullName({ name, namespace }: Definition, outer: string): string {
  if (typeof name !== 'string') throw new Error('a type without a name');
  return qualified(name, typeof namespace === 'string' ? namespace : outer);
}

function qualified(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

function namespaceOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function textsOf(definition: Definition, key: string): readonly string[] {
  const texts = definition[key];
  if (Array.isArray(texts) && texts.every(text => typeof text === 'string')) return texts;
  throw new Error(`${key} are no texts`);
}

function sizeOf({ size }: Definition): number {
  if (Number.isSafeInteger(size) && (size as number) >= 0) return size as number;
  throw new Error('a fixed without a size');
}

/** What a reader makes of a type's values; one that it does not know, or that is wrong, is ignored, as the specification says. */
function logicalOf({ logicalType, scale = 0 }: Definition): { logical: string | undefined; scale: number } {
  const hasScale = Number.isInteger(scale) && (scale as number) >= 0 && (scale as number) <= SCALE_MAX;
  const logical = typeof logicalType === 'string' && hasScale ? logicalType : undefined;
  return { logical, scale: hasScale ? (scale as number) : 0 };
}

const SCALE_MAX = 1_000;
