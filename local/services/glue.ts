import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { basename, extname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { LocalError } from '../local-error';
import { close, listen } from './listen';
import type { Service } from './service';

/** The formats of files, by what ends their names. */
const FORMATS: Readonly<Record<string, string>> = { '.avsc': 'AVRO', '.proto': 'PROTOBUF' };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Schema {
  readonly SchemaDefinition: string;
  readonly DataFormat: string;
}

/**
 * Starts an endpoint for the one call of Glue that the handlers make, GetSchemaVersion. A schema is a file of the folder that is
 * called as its version's id, `.avsc` or `.proto`; without a folder there is none.
 *
 * @throws LocalError for a folder that cannot be read, and a file in it that is called otherwise.
 */
export async function startGlue(directory: string | undefined, port: number): Promise<Service> {
  const schemas = directory === undefined ? new Map<string, Schema>() : readSchemas(directory);
  const server = createServer((request, response) => {
    answer(schemas, request, response).catch(() => fail(response, 400, 'InvalidInputException'));
  });
  const endpoint = await listen(server, port, 'Glue');
  return { endpoint, close: () => close(server) };
}

function readSchemas(directory: string): Map<string, Schema> {
  try {
    return new Map(readdirSync(directory).map(file => [basename(file, extname(file)), schemaIn(directory, file)]));
  } catch (error) {
    if (error instanceof LocalError) throw error;
    throw new LocalError(`--schemas: cannot read ${directory} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function schemaIn(directory: string, file: string): Schema {
  const DataFormat = FORMATS[extname(file)];
  if (DataFormat === undefined || !UUID.test(basename(file, extname(file))))
    throw new LocalError(
      `--schemas: ${join(directory, file)}: expected the id of a schema's version, in small letters, and .avsc or .proto`,
    );
  return { SchemaDefinition: readFileSync(join(directory, file), 'utf8'), DataFormat };
}

async function answer(schemas: Map<string, Schema>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['x-amz-target'] !== 'AWSGlue.GetSchemaVersion')
    return fail(response, 400, 'UnknownOperationException');
  const { SchemaVersionId: id } = (await json(request)) as { readonly SchemaVersionId: string };
  const schema = schemas.get(id);
  if (!schema) return fail(response, 400, 'EntityNotFoundException');
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ SchemaVersionId: id, Status: 'AVAILABLE', ...schema }));
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ __type: code }));
}
