import { CreateStreamCommand, KinesisClient, ListStreamsCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { startKinesis } from '../../../local/services/kinesis';
import type { Service } from '../../../local/services/service';
import { folder } from '../../cli/support/tidemark';

const [dir, otherDir] = [folder(), folder()];
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
let service: Service;
const clients: KinesisClient[] = [];

/** As anyone writes it, with the handler that the SDK chooses. */
const client = (more: object = {}): KinesisClient => {
  const made = new KinesisClient({
    endpoint: service.endpoint,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    ...more,
  });
  clients.push(made);
  return made;
};

beforeAll(async () => void (service = await startKinesis(dir, 0)));
afterAll(async () => {
  for (const each of clients) each.destroy();
  await service.close();
});

const records = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, i) => ({ PartitionKey: String(i), Data: Buffer.alloc(bytes, i) }));

test("the SDK's own client, which speaks HTTP/2, is answered as one of HTTP/1.1 is", async () => {
  const http2 = client();
  const http1 = client({ requestHandler: new NodeHttpHandler() });
  await http2.send(new CreateStreamCommand({ StreamName: 'both', ShardCount: 1 }));
  for (const each of [http2, http1]) {
    expect((await each.send(new ListStreamsCommand({}))).StreamNames).toEqual(['both']);
    const put = await each.send(new PutRecordsCommand({ StreamName: 'both', Records: records(100, 20_000) }));
    expect(put.FailedRecordCount).toBe(0);
    await expect(
      each.send(new PutRecordsCommand({ StreamName: 'none', Records: records(1, 1) })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  }
});

test('many requests at once share a connection', async () => {
  const http2 = client();
  const answers = await Promise.all(Array.from({ length: 50 }, () => http2.send(new ListStreamsCommand({}))));
  expect(answers.every(({ StreamNames }) => StreamNames!.length === 1)).toBe(true);
});

test('a request that is too large is refused, and a client that breaks off ends nothing', async () => {
  const session = connectHttp2(service.endpoint);
  session.on('error', () => undefined);
  const large = session.request({ ':method': 'POST', ':path': '/' });
  large.on('error', () => undefined);
  const status = new Promise(resolve => large.once('response', headers => resolve(headers[':status'])));
  large.write(Buffer.alloc(8 * 1024 * 1024));
  expect(await status).toBe(413);
  session
    .request({ ':method': 'POST', ':path': '/' })
    .on('error', () => undefined)
    .write('{');
  session.destroy();
  expect((await client().send(new ListStreamsCommand({}))).StreamNames).toEqual(['both']);
});

test.each([
  ['PRI * HT', 'TP/2.0\r\n\r\nSM\r\n\r\n', /^\0\0.\x04/s],
  ['P', 'OST / HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n', /^HTTP\/1\.1 400/],
])('a beginning in two pieces is told by both: %j', async (first, rest, answer) => {
  const socket: Socket = connect(Number(new URL(service.endpoint).port), '127.0.0.1');
  socket.setNoDelay().write(first);
  await setTimeout(50);
  socket.write(rest);
  const [text] = (await once(socket.setEncoding('latin1'), 'data')) as [string];
  socket.destroy();
  expect(text).toMatch(answer);
});

test('it closes although clients of HTTP/2 are connected, and one has not spoken', async () => {
  const other = await startKinesis(otherDir, 0);
  const session = connectHttp2(other.endpoint);
  session.on('error', () => undefined);
  await new Promise(resolve => session.once('remoteSettings', resolve));
  const silent = connect(Number(new URL(other.endpoint).port), '127.0.0.1').on('error', () => undefined);
  await new Promise(resolve => silent.once('connect', resolve));
  await other.close();
  session.destroy();
  silent.destroy();
  expect(session.destroyed).toBe(true);
});
