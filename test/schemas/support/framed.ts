import { deflateSync } from 'node:zlib';
import type { RegisteredSchema, SchemaRegistry } from '../../../engine/ports';

export const ID = '01234567-89ab-cdef-0123-456789abcdef';

/** A payload as serializers of the registry frame it. */
export function framed(payload: Uint8Array, id = ID, compression: 'none' | 'zlib' = 'none'): Buffer {
  const content = compression === 'zlib' ? deflateSync(payload) : payload;
  return Buffer.concat([
    Buffer.from([3, compression === 'zlib' ? 5 : 0]),
    Buffer.from(id.replaceAll('-', ''), 'hex'),
    content,
  ]);
}

/** A registry in memory; ids asked for are noted. */
export class MemoryRegistry implements SchemaRegistry {
  readonly asked: string[] = [];
  /** Thrown by the next calls, one each. */
  readonly failures: Error[] = [];
  private readonly schemas: ReadonlyMap<string, RegisteredSchema>;

  constructor(schemas: Readonly<Record<string, RegisteredSchema>>) {
    this.schemas = new Map(Object.entries(schemas));
  }

  schema(id: string): Promise<RegisteredSchema | undefined> {
    this.asked.push(id);
    const failure = this.failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve(this.schemas.get(id));
  }
}
