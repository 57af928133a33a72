import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../services/listen';

/** Longest answer taken from a function, bytes: the most that Lambda takes, in either direction. */
export const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** One process's side of the Runtime API. */
export interface RuntimeClient {
  /** The process asks for work: `response` stays open until there is some. */
  onNext(response: ServerResponse): void;
  /** It answers an invocation; no body: the answer was longer than PAYLOAD_BYTES_MAX. */
  onResponse(requestId: string, body: string | undefined): void;
  onError(requestId: string, body: string): void;
  onInitError(body: string): void;
}

/**
 * The Lambda Runtime API for all functions of a runner. Each process has a path of its own, which it is told in
 * AWS_LAMBDA_RUNTIME_API: a custom runtime puts that text before its routes as it is.
 */
export class RuntimeApi {
  readonly #clients = new Map<string, RuntimeClient>();
  readonly #server = createServer((request, response) => {
    this.#route(request, response).catch(() => response.destroy());
  });
  #address = '';

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    api.#address = (await listen(api.#server, 0, 'the Lambda Runtime API')).replace('http://', '');
    return api;
  }

  /** @returns the value of AWS_LAMBDA_RUNTIME_API for this process. */
  register(id: string, client: RuntimeClient): string {
    this.#clients.set(id, client);
    return `${this.#address}/${id}`;
  }

  unregister(id: string): void {
    this.#clients.delete(id);
  }

  close(): Promise<void> {
    return close(this.#server);
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', , , kind, requestId = '', action] = (request.url ?? '').split('/');
    const client = this.#clients.get(id);
    if (!client) return void response.writeHead(404).end();
    if (kind === 'invocation' && requestId === 'next') return client.onNext(response);
    const body = await readBody(request);
    if (kind === 'init') client.onInitError(body ?? '');
    else if (action === 'response') client.onResponse(requestId, body);
    else client.onError(requestId, body ?? '');
    response.writeHead(202).end();
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= PAYLOAD_BYTES_MAX) chunks.push(chunk);
  }
  return sizeBytes <= PAYLOAD_BYTES_MAX ? Buffer.concat(chunks).toString() : undefined;
}
