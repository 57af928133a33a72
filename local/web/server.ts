import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EVENT_STREAM_HEADERS, isApiPath, refusal, route } from '../../api/handle';
import { type ApiRequest, json, Refused } from '../../api/http';
import type { ApiDeps } from '../../api/routes';
import { BODY_BYTES_MAX, collect, type CollectDeps } from '../../collector/collect';
import { LocalError } from '../local-error';
import { EventStreams } from './event-stream';
import { readBody, send, sendFile, toApiRequest } from './http';
import { LOOPBACK, ServedNames, urlOf } from './served-names';

/** Files by path, such as `/index.html`, which is also served as `/`. */
export type Files = ReadonlyMap<string, { readonly body: Uint8Array | string; readonly type: string }>;

export interface Services {
  readonly api: ApiDeps;
  /** Absent where no pipeline takes page views. */
  readonly collector?: Omit<CollectDeps, 'isAllowedOrigin'> | undefined;
}

export interface WebOptions {
  /** 0: any free one. */
  readonly port: number;
  /** The address to listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** Host names that are served beside those of loopback and the address itself. @default none */
  readonly allowHosts?: readonly string[] | undefined;
  readonly files: Files;
  readonly onError: (error: Error) => void;
}

const REQUEST_MS_MAX = 15_000;
const HEADER_BYTES_MAX = 16 * 1024;
const CONNECTIONS_MAX = 256;

/**
 * The page, the query API and the collector. It listens at once, and answers with 503 until the pipelines run.
 *
 * @throws LocalError when the port is taken, or the address is not of this machine.
 */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { host = LOOPBACK, port } = options;
  const web = new Web(options, new ServedNames(host, options.allowHosts));
  const { server } = web;
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => reject(cannotListen(host, port, code)));
    server.listen(port, host, resolve);
  });
  return web;
}

function cannotListen(host: string, port: number, code: string | undefined): LocalError {
  if (code === 'EADDRNOTAVAIL')
    return new LocalError(`host ${host} is no address of this machine: give another with --host`);
  const reason = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`;
  return new LocalError(`port ${port} ${reason}: give another with --port`);
}

export class Web {
  readonly server = createServer(
    { maxHeaderSize: HEADER_BYTES_MAX, requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX },
    (request, response) => void this.answer(request, response),
  );
  private services: Services | undefined;
  private readonly streams = new EventStreams();

  constructor(
    private readonly options: WebOptions,
    private readonly names: ServedNames,
  ) {
    this.server.maxConnections = CONNECTIONS_MAX;
  }

  get address(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return urlOf(address, port);
  }

  /** From now on requests are answered from these. */
  serve(services: Services): void {
    this.services = services;
  }

  async close(): Promise<void> {
    this.streams.close();
    const closed = new Promise(resolve => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      await this.dispatch(request, response);
    } catch (error) {
      if (error instanceof Refused) return send(response, refusal(error));
      if (response.destroyed) return;
      this.options.onError(error as Error);
      if (response.headersSent) response.destroy();
      else send(response, json(500, { error: 'the tables or streams cannot be reached: see the log' }));
    }
  }

  private async dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.names.hasServedHost(request))
      return send(response, json(403, { error: 'host: this name is not served here: see --allow-host' }));
    const asked = toApiRequest(request);
    const { path, method } = asked;
    if (path === '/collect') return this.collect(request, response, asked);
    if (!this.names.isFromOwnPage(request))
      return send(response, json(403, { error: 'origin: only the page served here may ask' }));
    if (isApiPath(path)) return this.api(response, asked);
    const file = this.options.files.get(path === '/' ? '/index.html' : path);
    if (!file) return send(response, json(404, { error: 'no such path: see /openapi.json' }));
    if (method !== 'GET' && method !== 'HEAD')
      return send(response, json(405, { error: 'method: only GET' }, { allow: 'GET, HEAD' }));
    sendFile(response, file.body, file.type);
  }

  private async api(response: ServerResponse, asked: ApiRequest): Promise<void> {
    if (!this.services) return send(response, STARTING);
    const outcome = await route(asked, this.services.api);
    if (outcome.kind === 'answer') return send(response, outcome.response);
    if (asked.method === 'HEAD') return send(response, { status: 200, headers: EVENT_STREAM_HEADERS, body: '' });
    await this.streams.serve(response, outcome);
  }

  private async collect(request: IncomingMessage, response: ServerResponse, asked: ApiRequest): Promise<void> {
    if (!this.services) return send(response, STARTING);
    const { collector } = this.services;
    if (!collector) return send(response, json(404, { error: 'no pipeline here takes page views' }));
    const body = await readBody(request, BODY_BYTES_MAX);
    const address = request.socket.remoteAddress ?? '';
    const deps = { ...collector, isAllowedOrigin: (origin: string) => this.names.isServedOrigin(origin) };
    send(response, await collect({ ...asked, body, address }, deps));
  }
}

const STARTING = json(503, { error: 'the pipelines are starting' }, { 'retry-after': '1' });
