import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalError } from '../local-error';

export const HOST = '127.0.0.1';

/**
 * Listens on 127.0.0.1 only; port 0 takes any free one.
 *
 * @returns the address, such as `http://127.0.0.1:4567`.
 * @throws LocalError when the port is taken or not allowed.
 */
export async function listen(server: Server, port: number, purpose: string): Promise<string> {
  await new Promise<void>((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code ?? error.message})`;
      failed(new LocalError(`port ${port} for ${purpose} ${reason}`));
    });
    server.listen(port, HOST, done);
  });
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
}

/** Stops listening and cuts the connections that are left. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>(done => server.close(() => done()));
  server.closeAllConnections();
  await closed;
}

/**
 * Fails as `listen` would, before anything is opened that a failure would leave open.
 *
 * @throws LocalError when the port is taken or not allowed.
 */
export async function requireFree(port: number, purpose: string): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await listen(probe, port, purpose);
  await close(probe);
}
