import {
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PositionFile } from '../../cli/feed/position-file';
import { PositionTable } from '../../cli/feed/position-table';
import type { Position } from '../../feeds/feed';
import { dynamoDbClient } from '../../local/services/clients';
import { startServices } from '../../local/services/services';
import { folder } from './support/tidemark';

const dir = folder();
const POSITION: Position = {
  numbers: { BTCUSDT: 7, 'BTC/USD': 9 },
  lastEventId: '[{"offset":5}]',
  atMs: 1_700_000_000_000,
};
const MESSAGE = 'not the position of a feed: delete it to begin anew, without what was missed';

describe('the position of a feed in a folder', () => {
  it('is what was saved last, and nothing before that', async () => {
    const first = await PositionFile.open(dir, 'trades.binance');
    expect(first.position).toEqual({ numbers: {} });
    first.save({ numbers: {} });
    first.save(POSITION);
    await first.close();
    const second = await PositionFile.open(dir, 'trades.binance');
    expect(second.position).toEqual(POSITION);
    await expect(PositionFile.open(dir, 'trades.binance')).rejects.toThrow('is in use by another runner');
    await second.close();
  });

  it.each(['', '{"numbers":', '{"numbers":{"A":"7"}}', '{"numbers":[]}', '{"numbers":{},"lastEventId":5}'])(
    'that is none is refused, and the folder is free again: %s',
    async text => {
      const path = join(dir, 'feeds/trades.binance/position.json');
      writeFileSync(path, text);
      for (let i = 0; i < 2; i++)
        await expect(PositionFile.open(dir, 'trades.binance')).rejects.toThrow(`${path}: ${MESSAGE}`);
    },
  );
});

describe('the position of a feed in a table', () => {
  const [TableName, name] = ['position', 'wikimedia.wikimedia'];
  let client: DynamoDBClient;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const services = await startServices(join(dir, 'services'), {}, () => undefined);
    close = () => services.close();
    client = await dynamoDbClient(services.endpoints.dynamodb);
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName });
  });
  afterAll(async () => {
    client.destroy();
    await close();
  });

  it('is written every ten seconds at most, and at the end', async () => {
    let nowMs = 0;
    const stored = async (): Promise<Position> =>
      (await PositionTable.open(client, TableName, name, () => nowMs)).position;
    const store = await PositionTable.open(client, TableName, name, () => nowMs);
    expect(store.position).toEqual({ numbers: {} });
    await store.save({ ...POSITION, atMs: 1 });
    nowMs = 9_999;
    await store.save({ ...POSITION, atMs: 2 });
    expect(await stored()).toMatchObject({ atMs: 1 });
    nowMs = 10_000;
    await store.save({ ...POSITION, atMs: 3 });
    expect(await stored()).toMatchObject({ atMs: 3 });
    await store.save(POSITION);
    await store.close();
    expect(await stored()).toEqual(POSITION);
  });

  it('that is none is refused', async () => {
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'odd' }, position: { S: '5' } } }));
    await expect(PositionTable.open(client, TableName, 'odd', () => 0)).rejects.toThrow(
      `odd in table position: ${MESSAGE}`,
    );
  });
});
