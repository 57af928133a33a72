import type { Type } from 'protobufjs';
import type { RegisteredSchema } from '../engine/ports';
import { decodingBy, unusable } from './decode-payload';
import { Malformed } from './payload-reader';
import { messagesIn } from './protobuf-file';
import { MessageReader } from './protobuf-message';
import { int32In } from './protobuf-scalars';

/** A schema of Protocol Buffers: payloads begin with the number of their message in it. */
export function protobufSchema(text: string): RegisteredSchema {
  let messages: readonly (Type | undefined)[];
  try {
    messages = messagesIn(text);
  } catch (error) {
    return unusable(`no Protobuf schema that can be used: ${(error as Error).message}`);
  }
  const readers = new Map<Type, MessageReader>();
  return decodingBy(from => {
    const index = int32In(from);
    const type = messages[index];
    if (!type) throw new Malformed(`no message ${index} in it`);
    return MessageReader.of(type, readers).message(from);
  });
}
