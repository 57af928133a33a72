/**
 * How serializers of the AWS Glue Schema Registry frame a payload: a version, 3; how what follows the id is compressed, 0 for
 * not and 5 for zlib; the id of the schema's version, a UUID in 16 bytes; and the payload
 * (https://github.com/awslabs/aws-glue-schema-registry, AWSSchemaRegistryConstants and SerializationDataEncoder).
 */
const VERSION = 3;
const UNCOMPRESSED = 0;
const ZLIB = 5;
const ID_START = 2;
const HEADER_BYTES = ID_START + 16;

/** A payload and the id of its schema, or why it is none. */
export type RegistryFrame = { readonly id: string; readonly payload: Buffer } | { readonly bad: string };

/** Takes a payload out of its frame, that of an opened record: zlib there is what could not be decompressed. */
export function readFrame(frame: Buffer): RegistryFrame {
  if (frame.length === 0) return { bad: 'empty' };
  if (!isFrame(frame)) return { bad: `no record of a schema registry: it begins with ${frame[0]}, not ${VERSION}` };
  const id = schemaIdOf(frame);
  if (id === undefined)
    return { bad: `${frame.length} bytes, and the header of a schema registry has ${HEADER_BYTES}` };
  if (frame[1] === ZLIB) return { bad: 'corrupt zlib' };
  if (frame[1] !== UNCOMPRESSED) return { bad: `unknown compression ${frame[1]}: expected ${UNCOMPRESSED} or ${ZLIB}` };
  return { id, payload: frame.subarray(HEADER_BYTES) };
}

/** Whether a payload is framed, as its first byte tells: no text begins so. */
export function isFrame(payload: Buffer): boolean {
  return payload[0] === VERSION;
}

/** The id of the schema that a payload names; undefined where it has none. */
export function schemaIdOf(frame: Buffer): string | undefined {
  if (frame.length < HEADER_BYTES || !isFrame(frame)) return undefined;
  const hex = frame.toString('hex', ID_START, HEADER_BYTES);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The zlib stream in a frame; undefined where there is none. */
export function zlibOf(frame: Buffer): Buffer | undefined {
  const isCompressed = frame.length >= HEADER_BYTES && isFrame(frame) && frame[1] === ZLIB;
  return isCompressed ? frame.subarray(HEADER_BYTES) : undefined;
}

/** The frame of the same schema around a payload as it is. */
export function uncompressedFrame(frame: Buffer, payload: Buffer): Buffer {
  const header = Buffer.from(frame.subarray(0, HEADER_BYTES));
  header[1] = UNCOMPRESSED;
  return Buffer.concat([header, payload]);
}
