import type { RegisteredSchema } from '../engine/ports';
import { Malformed, PayloadReader } from './payload-reader';

/** A schema whose payloads are read by `read` to their end. */
export function decodingBy(read: (from: PayloadReader) => unknown): RegisteredSchema {
  return {
    decode(payload) {
      try {
        const from = new PayloadReader(payload);
        const value = read(from);
        return from.remaining > 0 ? { bad: `${from.remaining} bytes follow the event` } : { value };
      } catch (error) {
        return { bad: error instanceof Malformed ? error.message : 'cannot be decoded' };
      }
    },
  };
}

/** A schema that cannot be used: no payload of it can be decoded. */
export function unusable(why: string): RegisteredSchema {
  return { decode: () => ({ bad: why }) };
}
