import { Type } from 'avsc';
import { createHash } from 'node:crypto';
import { count, definePipeline, epochMillis, integer, last, string, sum, tumbling } from 'tidemark';
import { avroSchema } from '../../../schemas/avro';

export const AT_MS = Date.UTC(2026, 0, 1) - 1000;

const ORDER = {
  type: 'record' as const,
  name: 'Order',
  fields: [
    {
      name: 'customer',
      type: { type: 'record' as const, name: 'Customer', fields: [{ name: 'name', type: 'string' }] },
    },
    { name: 'pieces', type: ['null', 'long'] as const },
    { name: 'at', type: { type: 'long' as const, logicalType: 'timestamp-millis' } },
  ],
};
const writer = Type.forSchema(ORDER as never);
export const schema = avroSchema(JSON.stringify(ORDER));

export const order = (name: string, pieces: number | null, at = AT_MS): Buffer =>
  writer.toBuffer({ customer: { name }, pieces, at });

export const pipeline = definePipeline({
  name: 'orders',
  source: { format: 'avro' },
  event: { who: string({ at: 'customer.name' }), pieces: integer().optional(), at: epochMillis() },
  eventTime: 'at',
  queries: {
    all: {
      groupBy: ['who'],
      window: tumbling('1 second'),
      select: { n: count(), pieces: sum('pieces'), last: last('pieces') },
    },
  },
});

/** As the Kinesis Producer Library packs user records. */
export function aggregated(payloads: readonly Buffer[]): Buffer {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
  const field = (number: number, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes]);
  const message = Buffer.concat(payloads.map(payload => field(3, field(3, payload))));
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, createHash('md5').update(message).digest()]);
}
