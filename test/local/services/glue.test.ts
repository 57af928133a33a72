import { GlueClient } from '@aws-sdk/client-glue';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GlueRegistry } from '../../../lambda/aws/glue-registry';
import { startGlue } from '../../../local/services/glue';
import { close, listen } from '../../../local/services/listen';
import { avroSchema } from '../../../schemas/avro';
import { schemasOf } from '../../../schemas/schema-of';
import { ID } from '../../schemas/support/framed';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'schemas-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const registryAt = (endpoint: string): GlueRegistry => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new GlueClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return new GlueRegistry(client, schemasOf('AVRO', avroSchema));
};

test('a file of the folder is a schema under the id that it is called; of another id there is none', async () => {
  writeFileSync(join(folder, `${ID}.avsc`), '{"type":"record","name":"R","fields":[{"name":"x","type":"int"}]}');
  const glue = await startGlue(folder, 0);
  const registry = registryAt(glue.endpoint);
  expect((await registry.schema(ID))?.decode(Buffer.of(4))).toMatchObject({ value: { x: 2 } });
  expect(await registry.schema(ID.replace('0', 'f'))).toBeUndefined();
  await glue.close();
});

test('without a folder there is no schema', async () => {
  const glue = await startGlue(undefined, 0);
  expect(await registryAt(glue.endpoint).schema(ID)).toBeUndefined();
  await glue.close();
});

test('a folder that is not there, and a file that is called otherwise, are refused with one line', async () => {
  await expect(startGlue(join(folder, 'none'), 0)).rejects.toThrow(/^--schemas: cannot read .*none \(ENOENT\)$/);
  writeFileSync(join(folder, 'order.avsc'), '{}');
  await expect(startGlue(folder, 0)).rejects.toThrow(/order\.avsc: expected the id of a schema's version/);
});

test.each([
  [400, 'ThrottlingException'],
  [400, 'AccessDeniedException'],
  [500, 'InternalServiceException'],
])('an answer of %d %s rejects: it says nothing of the schema', async (status, code) => {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: code }));
  });
  const endpoint = await listen(server, 0, 'Glue');
  await expect(registryAt(endpoint).schema(ID)).rejects.toThrow(expect.objectContaining({ name: code }) as Error);
  await close(server);
});
