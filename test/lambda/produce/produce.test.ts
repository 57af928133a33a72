import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from '@aws-sdk/client-kinesis';
import kinesalite from 'kinesalite';
import { BEGIN } from '../../../engine/sequence-number';
import { KinesisSource } from '../../../lambda/aws/kinesis-source';
import { clientOptions } from '../../../lambda/aws/client-options';
import { lanesOf, putRecordsTo } from '../../../lambda/produce/kinesis-target';
import { linesOf } from '../../producer/support/memory-stream';

const server = kinesalite({ createStreamMs: 0 });
const stream = 'views';
let client: KinesisClient;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_KINESIS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TARGET_STREAM: stream,
    EVENTS_PER_SECOND: '1000',
  });
  client = new KinesisClient(clientOptions('KINESIS'));
  await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: 3 }));
  await waitUntilStreamExists({ client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.1 }, { StreamName: stream });
});

afterAll(() => {
  client.destroy();
  server.close();
});

async function eventsByShard(): Promise<string[][]> {
  const source = new KinesisSource(client, stream);
  const shards = await source.listShards();
  return Promise.all(
    shards.map(async ({ shardId }) => {
      const { records } = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 10_000);
      return records.flatMap(({ data }) => linesOf(data));
    }),
  );
}

describe('the produce function', () => {
  it('puts page views on the stream, every key on the shard that Kinesis would choose', async () => {
    const { handler } = await import('../../../lambda/produce/index');
    const counts = await handler({}, { getRemainingTimeInMillis: () => 4_400 });
    const shards = await eventsByShard();
    expect(counts.events).toBe(400);
    expect(shards.flat()).toHaveLength(400);
    const lanes = await lanesOf(client, stream);
    expect(lanes.count).toBe(3);
    shards.forEach((events, lane) => {
      expect(events.length).toBeGreaterThan(0);
      for (const event of events)
        expect(lanes.laneOf((JSON.parse(event) as { anonymous_user_id: string }).anonymous_user_id)).toBe(lane);
    });
  });

  it('rejects where there is no such stream', async () => {
    const record = { partitionKey: 'a', data: Buffer.from('x') };
    await expect(putRecordsTo(client, 'none')([record])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(lanesOf(client, 'none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
