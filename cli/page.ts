import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LatestResults } from './latest-results';
import { UserError } from './user-error';

const HOST = '127.0.0.1';

export interface Page {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves the latest windows on 127.0.0.1: `/` as a page that reloads itself, `/results` as NDJSON. Requests under another host
 * name are refused, so that no web site can read it through a name of its own.
 */
export async function servePage(port: number, latest: LatestResults): Promise<Page> {
  const server = createServer((request, response) => answer(request, response, latest));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`;
      reject(new UserError(`port ${port} ${reason}: give another with --port`));
    });
    server.listen(port, HOST, resolve);
  });
  const { port: bound } = server.address() as { port: number };
  return {
    address: `http://${HOST}:${bound}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, latest: LatestResults): void {
  const name = request.headers.host?.replace(/:\d+$/, '');
  if (name !== HOST && name !== 'localhost')
    return end(response, 403, 'text/plain', 'only 127.0.0.1 and localhost are served\n');
  if (request.method !== 'GET') return end(response, 405, 'text/plain', 'only GET\n');
  if (request.url === '/results') {
    const lines = latest.windows().flatMap(({ results }) => results.map(result => JSON.stringify(result) + '\n'));
    return end(response, 200, 'application/x-ndjson', lines.join(''));
  }
  if (request.url !== '/') return end(response, 404, 'text/plain', 'not found\n');
  end(response, 200, 'text/html; charset=utf-8', html(latest));
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function html(latest: LatestResults): string {
  const rows = latest.windows().flatMap(({ query, results }) =>
    results.slice(0, 20).map(
      ({ window, key, values, final, revision }) =>
        `<tr><td>${escape(query)}<td>${window.start.slice(11, 19)}–${window.end.slice(11, 19)}<td>${escape(Object.values(key).map(String).join(' '))}` +
        `<td>${escape(
          Object.entries(values)
            .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
            .join(', '),
        )}` +
        `<td>${final ? '' : 'open'}${revision > 0 ? ` revision ${revision}` : ''}</tr>`,
    ),
  );
  const empty = '<tr><td colspan="5">No window has closed yet.</td></tr>';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Tidemark</title>
<meta name="viewport" content="width=device-width"><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui;margin:2rem}
table{border-collapse:collapse}td,th{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #8884;font-variant-numeric:tabular-nums}</style>
<h1>Closed windows</h1><table><thead><tr><th>Query<th>Window (UTC)<th>Key<th>Values<th></tr></thead><tbody>${rows.join('') || empty}</tbody></table></html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}
