import { createReadStream, createWriteStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AwsChunkedDecoder } from './aws-chunked';
import { close, listen } from './listen';
import type { Service } from './service';

/**
 * Starts an endpoint for the few calls of S3 that the handlers make: PutObject and GetObject, path-style. An object
 * is a file of the folder, whatever the bucket's name.
 */
export async function startS3(directory: string, port: number, onObject?: (key: string) => void): Promise<Service> {
  let uploads = 0;
  const server = createServer((request, response) => {
    const file = fileOf(directory, request.url ?? '');
    const answer = async (): Promise<void> => {
      if (!file) return fail(response, 400, 'InvalidURI');
      if (request.method === 'PUT') {
        await put(request, response, file, `${file}.${++uploads}.upload`);
        return onObject?.(relative(directory, file));
      }
      if (request.method === 'GET' || request.method === 'HEAD') return get(request, response, file);
      fail(response, 501, 'NotImplemented');
    };
    answer().catch(() => (response.headersSent ? response.destroy() : fail(response, 500, 'InternalError')));
  });
  const endpoint = await listen(server, port, 'S3');
  return { endpoint, close: () => close(server) };
}

/** The file of `/bucket/key`; none where the key would lead out of the folder. */
function fileOf(directory: string, url: string): string | undefined {
  const [, ...segments] = decodeURIComponent(url.replace(/\?.*$/, '')).slice(1).split('/');
  if (segments.length === 0 || segments.some(segment => segment === '' || segment === '.' || segment === '..'))
    return undefined;
  return join(directory, ...segments);
}

async function put(request: IncomingMessage, response: ServerResponse, file: string, upload: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const isChunked = String(request.headers['content-encoding'] ?? '').includes('aws-chunked');
  try {
    if (isChunked) await pipeline(request, new AwsChunkedDecoder(), createWriteStream(upload));
    else await pipeline(request, createWriteStream(upload));
    renameSync(upload, file);
  } finally {
    rmSync(upload, { force: true });
  }
  response.setHeader('ETag', '"local"');
  response.end();
}

async function get(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) return fail(response, 404, 'NoSuchKey');
  response.setHeader('Content-Length', stats.size);
  if (request.method === 'HEAD') return void response.end();
  await pipeline(createReadStream(file), response);
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}
