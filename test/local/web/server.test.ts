import { request as httpRequest } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Services, startWeb, type Web } from '../../../local/web/server';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

const files = new Map([['/index.html', { body: '<!doctype html>', type: 'text/html; charset=utf-8' }]]);
const errors: string[] = [];
const put: string[] = [];
let rig: Rig;
let web: Web;

beforeEach(async () => {
  errors.length = put.length = 0;
  rig = new Rig(clicks());
  web = await startWeb({ port: 0, files, onError: ({ message }) => errors.push(message) });
});
afterEach(() => web.close());

function serve(): void {
  const { pipeline, results, state, clock } = rig;
  const services: Services = {
    api: { sources: [{ pipeline, results, state }], clock },
    collector: {
      stream: { putRecords: records => Promise.resolve((put.push(...records.map(r => String(r.data))), [])) },
      salts: { of: () => Promise.resolve('salt') },
      clock,
      honourDoNotTrack: true,
    },
  };
  web.serve(services);
}

/** With headers that fetch would not let through. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(web.address);
    const request = httpRequest({ port, host: '127.0.0.1', path, method, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve([response.statusCode!, Buffer.concat(chunks).toString()]));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const VIEW = JSON.stringify({ url: 'https://example.com/' });

test('the page is there at once, and the API once the pipelines run', async () => {
  expect(await ask('/')).toEqual([200, '<!doctype html>']);
  expect(await ask('/pipelines')).toEqual([503, '{"error":"the pipelines are starting"}']);
  expect((await ask('/collect', {}, 'POST', VIEW))[0]).toBe(503);
  serve();
  expect((await ask('/pipelines'))[0]).toBe(200);
  expect(await ask('/collect', {}, 'POST', VIEW)).toEqual([202, '{"accepted":1}']);
  expect(put).toHaveLength(1);
});

test('every answer forbids what the page does not need', async () => {
  serve();
  for (const path of ['/', '/pipelines', '/nothing', '/collect']) {
    const { headers } = await fetch(web.address + path);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('a web site cannot ask, neither by a name for this address nor from its pages', async () => {
  serve();
  for (const path of ['/', '/pipelines', '/collect']) expect((await ask(path, { host: 'evil.test' }))[0]).toBe(403);
  expect((await ask('/pipelines', { origin: 'https://evil.test' }))[0]).toBe(403);
  expect((await ask('/pipelines', { origin: 'http://localhost:1' }))[0]).toBe(403);
  expect((await ask('/pipelines', { origin: web.address }))[0]).toBe(200);
});

test('beyond loopback it serves the names that were allowed, and no other', async () => {
  await web.close();
  const allowHosts = ['tidemark.example'];
  web = await startWeb({ port: 0, host: '0.0.0.0', allowHosts, files, onError: ({ message }) => errors.push(message) });
  serve();
  expect((await ask('/', { host: 'tidemark.example' }))[0]).toBe(200);
  expect((await ask('/', { host: 'evil.test' }))[0]).toBe(403);
  expect((await ask('/pipelines', { host: 'tidemark.example', origin: 'https://tidemark.example' }))[0]).toBe(200);
  expect((await ask('/collect', { origin: 'https://tidemark.example' }, 'POST', VIEW))[0]).toBe(202);
});

test('an address of another machine is refused in one line', async () => {
  const started = startWeb({ port: 0, host: '192.0.2.1', files, onError: () => undefined });
  await expect(started).rejects.toThrow('host 192.0.2.1 is no address of this machine: give another with --host');
});

test('page views come from pages of this machine only', async () => {
  serve();
  expect((await ask('/collect', { origin: 'https://evil.test' }, 'POST', VIEW))[0]).toBe(403);
  expect(put).toEqual([]);
  expect((await ask('/collect', { origin: 'http://localhost:8080' }, 'POST', VIEW))[0]).toBe(202);
  expect((await ask('/collect', {}, 'POST', ' '.repeat(100_000)))[0]).toBe(400);
});

test('what is not there or not allowed is said', async () => {
  serve();
  expect((await ask('/../package.json'))[0]).toBe(404);
  expect((await ask('//'))[0]).toBe(404);
  expect((await ask('/', {}, 'POST'))[0]).toBe(405);
  expect((await ask('/pipelines', {}, 'DELETE'))[0]).toBe(405);
  expect(await ask('/', {}, 'HEAD')).toEqual([200, '']);
  expect(await ask('/pipelines/clicks/live', {}, 'HEAD')).toEqual([200, '']);
});

test('a table that is out of reach is 500 for the client and a line for the log', async () => {
  rig.state = { ...rig.state, query: () => Promise.reject(new Error('out of reach')) };
  serve();
  expect((await ask('/pipelines/clicks/status'))[0]).toBe(500);
  expect(errors).toEqual(['out of reach']);
});

test('a live connection sends windows as they close, and closing the server ends it', async () => {
  serve();
  const response = await fetch(`${web.address}/pipelines/clicks/live`);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reader = response.body!.getReader();
  let text = '';
  const readUntil = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) text += Buffer.from((await reader.read()).value!).toString();
  };
  await readUntil('event: status');
  await rig.aggregate([rig.put(click(1)), rig.put(click(11))]);
  await rig.finalize();
  await readUntil('event: window');
  await web.close();
  await expect(Promise.race([drain(reader), setTimeout(5_000, 'still open', { ref: false })])).resolves.toBe('ended');
  expect(errors).toEqual([]);
});

async function drain(reader: { read(): Promise<{ done: boolean }> }): Promise<string> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The server may also break the connection.
  }
  return 'ended';
}

test('a port that is taken is one line', async () => {
  const port = Number(new URL(web.address).port);
  await expect(startWeb({ port, files, onError: () => undefined })).rejects.toThrow(
    `port ${port} is taken: give another with --port`,
  );
});
