import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from '@aws-sdk/client-kinesis';
import kinesalite from 'kinesalite';
import { isIteratorExpired, isShardGone } from '../../../engine/ports';
import { BEGIN, SHARD_END } from '../../../engine/sequence-number';
import { putAllRecords } from '../../../engine/store/write-all';
import { clientOptions } from '../../../lambda/aws/client-options';
import { KinesisOutput } from '../../../lambda/aws/kinesis-output';
import { KinesisSource } from '../../../lambda/aws/kinesis-source';
import { putRecordsTo } from '../../../lambda/produce/kinesis-target';
import { StreamWriter } from '../../../producer/stream-writer';
import { answered, FaultServer, lostAnswer, refusal, refusesRecords, slowAnswer } from '../support/fault-server';

const ANSWER_MS = 1_000;
const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };

let kinesis: Server;
let faults: FaultServer;
let client: KinesisClient;
let stream: string;
let streams = 0;

beforeAll(async () => {
  kinesis = kinesalite({ createStreamMs: 0, shardLimit: 100 }) as Server;
  await once(kinesis.listen(0, '127.0.0.1'), 'listening');
  faults = await FaultServer.before(`http://127.0.0.1:${(kinesis.address() as AddressInfo).port}`);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_KINESIS: faults.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  client = new KinesisClient(clientOptions('KINESIS', ANSWER_MS));
});

afterAll(async () => {
  client.destroy();
  await faults.close();
  kinesis.close();
});

beforeEach(async () => {
  stream = await makeStream();
  faults.reset();
});

async function makeStream(): Promise<string> {
  const StreamName = `views-${++streams}`;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  await waitUntilStreamExists({ client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.1 }, { StreamName });
  return StreamName;
}

const records = (...texts: string[]) => texts.map(text => ({ partitionKey: 'k', data: Buffer.from(text) }));

/** What stands on the stream, in order. */
async function textsOn(name: string): Promise<string[]> {
  const source = new KinesisSource(client, name);
  const { shardId } = (await source.listShards())[0]!;
  const page = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 10_000);
  return page.records.map(({ data }) => Buffer.from(data).toString());
}

describe('shards are listed', () => {
  const shard = (id: string, more = {}) => ({
    ShardId: id,
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: '9' },
    SequenceNumberRange: { StartingSequenceNumber: '1' },
    ...more,
  });

  it('page by page, each token without the name of the stream', async () => {
    faults.plan(
      'ListShards',
      answered({ Shards: [shard('a', { SequenceNumberRange: { EndingSequenceNumber: '5' } })], NextToken: 'one' }),
      answered({ Shards: [], NextToken: 'two' }),
      answered({ Shards: [shard('b', { ParentShardId: 'a' })] }),
    );
    expect(await new KinesisSource(client, stream).listShards()).toEqual([
      { shardId: 'a', parents: [], closed: true },
      { shardId: 'b', parents: ['a'], closed: false },
    ]);
    expect(faults.of('ListShards')).toEqual([{ StreamName: stream }, { NextToken: 'one' }, { NextToken: 'two' }]);
  });

  it('again where the rate of the stream is exceeded', async () => {
    faults.plan('ListShards', refusal('LimitExceededException'));
    expect(await new KinesisSource(client, stream).listShards()).toHaveLength(1);
  });

  it('not in part: a token that has expired rejects', async () => {
    faults.plan(
      'ListShards',
      answered({ Shards: [shard('a')], NextToken: 'one' }),
      refusal('ExpiredNextTokenException'),
    );
    await expect(new KinesisSource(client, stream).listShards()).rejects.toMatchObject({
      name: 'ExpiredNextTokenException',
    });
  });
});

describe('a read', () => {
  it('that is throttled, as readers of a shard share five reads a second, is tried again', async () => {
    await new KinesisOutput(client, stream).putRecords(records('a'));
    faults.plan('GetRecords', refusal('ProvisionedThroughputExceededException'), refusal('InternalFailure', 500));
    expect(await textsOn(stream)).toEqual(['a']);
  });

  it('that is not answered in time is tried again', async () => {
    await new KinesisOutput(client, stream).putRecords(records('a'));
    faults.plan('GetRecords', slowAnswer(2.5 * ANSWER_MS));
    expect(await textsOn(stream)).toEqual(['a']);
    expect(faults.of('GetRecords')).toHaveLength(2);
  });

  it('says that its iterator has expired', async () => {
    faults.plan('GetRecords', refusal('ExpiredIteratorException'));
    const error = await textsOn(stream).catch((failure: unknown) => failure);
    expect(isIteratorExpired(error)).toBe(true);
  });

  it('says that a shard is gone', async () => {
    const error = await new KinesisSource(client, stream)
      .iteratorAfter('shardId-000000000009', BEGIN)
      .catch((failure: unknown) => failure);
    expect(isShardGone(error)).toBe(true);
  });
});

describe('a position that the stream never gave is refused in one line that names the mend', () => {
  it('where it is of another stream', async () => {
    await new KinesisOutput(client, stream).putRecords(records('a'));
    const source = new KinesisSource(client, stream);
    const { shardId } = (await source.listShards())[0]!;
    const { records: read } = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 1);
    await new Promise(done => setTimeout(done, 1_100)); // a stream's numbers hold the second in which it was made
    const other = await makeStream();
    await expect(new KinesisSource(client, other).iteratorAfter(shardId, read[0]!.sequenceNumber)).rejects.toThrow(
      new RegExp(`^${other}, ${shardId}: Kinesis does not know position \\d+. If the stream was deleted and made anew`),
    );
  });

  it('where it is the end of a sealed shard', async () => {
    await expect(
      new KinesisSource(client, stream).iteratorAfter('shardId-000000000000', SHARD_END),
    ).rejects.toMatchObject({ name: 'ForeignPosition' });
  });
});

describe('records are put', () => {
  it('again, those that were refused one by one and no others', async () => {
    faults.plan('PutRecords', refusesRecords(0, 2), refusesRecords(1));
    await putAllRecords(new KinesisOutput(client, stream), records('a', 'b', 'c', 'd'), clock);
    expect((await textsOn(stream)).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(faults.of('PutRecords').map(call => (call['Records'] as unknown[]).length)).toEqual([4, 2, 1]);
  });

  it('again where an answer does not speak of them', async () => {
    faults.plan('PutRecords', answered({ FailedRecordCount: 0, Records: [] }));
    expect(await new KinesisOutput(client, stream).putRecords(records('a'))).toHaveLength(1);
  });

  it('perhaps twice where the answer was lost', async () => {
    faults.plan('PutRecords', lostAnswer);
    expect(await new KinesisOutput(client, stream).putRecords(records('a'))).toEqual([]);
    expect(await textsOn(stream)).toEqual(['a', 'a']);
  });

  it('in the order of their key by a producer, whatever is refused', async () => {
    faults.plan('PutRecords', refusesRecords(0), refusesRecords(0, 1), refusal('ThrottlingException'));
    const sleep = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms));
    const putRecords = putRecordsTo(client, stream);
    const writer = new StreamWriter({ putRecords, clock: { ...clock, sleep } });
    await writer.write(records('a', 'b', 'c'));
    await writer.write(records('d', 'e'));
    await writer.drain();
    expect(await textsOn(stream)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('a stream is read', () => {
  const arn = 'arn:aws:kinesis:us-east-1:222222222222:stream/theirs';
  const callsOf = (operation: string): unknown[] => faults.of(operation);

  it('by its ARN, in every call, where it may be of another account', async () => {
    const source = new KinesisSource(client, arn);
    faults.plan('DescribeStreamSummary', answered({ StreamDescriptionSummary: {} }));
    faults.plan('ListShards', answered({ Shards: [], NextToken: 'one' }), answered({ Shards: [] }));
    faults.plan('GetShardIterator', answered({ ShardIterator: 'i' }));
    faults.plan('GetRecords', answered({ Records: [], MillisBehindLatest: 0 }));
    expect((await source.describe())[0].name).toBe(arn);
    await source.listShards();
    await source.getRecords(await source.iteratorAfter('shard-0', BEGIN), 1);
    const StreamARN = arn;
    expect(['DescribeStreamSummary', 'ListShards', 'GetShardIterator', 'GetRecords'].map(callsOf)).toEqual([
      [{ StreamARN }],
      [{ StreamARN }, { NextToken: 'one' }],
      [{ StreamARN, ShardId: 'shard-0', ShardIteratorType: 'TRIM_HORIZON' }],
      [{ StreamARN, ShardIterator: 'i', Limit: 1 }],
    ]);
  });

  it('from a time on, by every reader of it, and after a record as ever', async () => {
    await new KinesisOutput(client, stream).putRecords(records('before'));
    await new Promise(done => setTimeout(done, 20));
    const startAtMs = Date.now();
    await new Promise(done => setTimeout(done, 20));
    await new KinesisOutput(client, stream).putRecords(records('after'));
    const source = new KinesisSource(client, stream, startAtMs);
    const { shardId } = (await source.listShards())[0]!;
    const page = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 10);
    expect(page.records.map(({ data }) => Buffer.from(data).toString())).toEqual(['after']);
    const { sequenceNumber } = page.records[0]!;
    await source.iteratorAfter(shardId, sequenceNumber);
    expect(faults.of('GetShardIterator').map(call => call['ShardIteratorType'])).toEqual([
      'AT_TIMESTAMP',
      'AFTER_SEQUENCE_NUMBER',
    ]);
  });
});

test('a stream describes itself: when it was made, and whether a key stays on one shard', async () => {
  const source = new KinesisSource(client, stream);
  const [{ createdAtMs, keepsKeysTogether }] = await source.describe();
  expect(Math.abs(createdAtMs! - Date.now())).toBeLessThan(60_000);
  expect(keepsKeysTogether).toBe(true);
  faults.plan(
    'DescribeStreamSummary',
    answered({ StreamDescriptionSummary: { StreamName: stream, RecordDistributionStrategy: 'AUTO' } }),
  );
  expect(await source.describe()).toEqual([{ name: stream, createdAtMs: null, keepsKeysTogether: false }]);
});
