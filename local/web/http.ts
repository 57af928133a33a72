import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiRequest, type ApiResponse, Refused } from '../../api/http';
import { SECURITY_HEADERS } from './security';

/** @throws Refused where the request's target is no path. */
export function toApiRequest(request: IncomingMessage): ApiRequest {
  const { pathname, searchParams } = parseTarget(request.url ?? '');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  return { method: request.method ?? 'GET', path: pathname, query: searchParams, headers };
}

function parseTarget(target: string): URL {
  try {
    return new URL(`http://local${target}`);
  } catch {
    throw new Refused(400, 'path: not one');
  }
}

/** Reads a body to its end, and keeps of it no more than `bytesMax` and one byte. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (bytes <= bytesMax) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax + 1);
}

export function send(response: ServerResponse, { status, headers, body }: ApiResponse): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** A file of the page. It changes with every build, so a browser asks each time. */
export function sendFile(response: ServerResponse, body: Uint8Array | string, type: string): void {
  response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': 'no-cache' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
