import { RememberedRegistry } from '../../schemas/remembered-registry';
import { avroSchema } from '../../schemas/avro';
import { schemasOf } from '../../schemas/schema-of';
import { MemoryRegistry } from './support/framed';

const schema = avroSchema('{"type":"record","name":"R","fields":[]}');

test('an id is asked for once, also by several at a time, and also where there is no such schema', async () => {
  const memory = new MemoryRegistry({ a: schema });
  const registry = new RememberedRegistry(memory);
  expect(await Promise.all(['a', 'a', 'b'].map(id => registry.schema(id)))).toEqual([schema, schema, undefined]);
  expect([await registry.schema('a'), await registry.schema('b')]).toEqual([schema, undefined]);
  expect(memory.asked).toEqual(['a', 'b']);
});

test('what could not be asked is asked again', async () => {
  const memory = new MemoryRegistry({ a: schema });
  memory.failures.push(new Error('throttled'));
  const registry = new RememberedRegistry(memory);
  await expect(registry.schema('a')).rejects.toThrow('throttled');
  expect(await registry.schema('a')).toBe(schema);
});

test('of more ids than are remembered the one that was asked for longest ago is forgotten', async () => {
  const memory = new MemoryRegistry({});
  const registry = new RememberedRegistry(memory, 2);
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await registry.schema(id);
  expect(memory.asked).toEqual(['a', 'b', 'c', 'b']);
});

test('a schema of another format than the definition reads decodes nothing, and says so', () => {
  const read = schemasOf('AVRO', avroSchema);
  const [json, avro] = ['JSON', 'AVRO'].map(format =>
    read({ format, text: '{"type":"record","name":"R","fields":[]}' }),
  );
  expect(json!.decode(Buffer.alloc(0))).toEqual({ bad: 'it is of JSON, and the definition reads AVRO' });
  expect(avro!.decode(Buffer.alloc(0))).toEqual({ value: {} });
});
