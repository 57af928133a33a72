import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../../engine/ports';
import { deleteAllItems, insertAllItems, putAllItems } from '../../../engine/store/write-all';
import { clientOptions } from '../../../lambda/aws/client-options';
import { DynamoTable } from '../../../lambda/aws/dynamo-table';
import { embeddedDynamoDb } from '../../../local/services/dynamodb';
import {
  changed,
  cutConnection,
  FaultServer,
  leavesAllBut,
  leavesStatementsFrom,
  lostAnswer,
  refusal,
  slowAnswer,
} from '../support/fault-server';

const ANSWER_MS = 1_000;
const clock = { now: () => 0, sleep: () => Promise.resolve() };

let dynamo: Server;
let faults: FaultServer;
let clients: DynamoDBClient[];
let table: DynamoTable;
/** Without retries of the SDK's own. */
let unretried: DynamoTable;
let tables = 0;

beforeAll(async () => {
  dynamo = embeddedDynamoDb({ createTableMs: 0 });
  await once(dynamo.listen(0, '127.0.0.1'), 'listening');
  faults = await FaultServer.before(`http://127.0.0.1:${(dynamo.address() as AddressInfo).port}`);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: faults.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const options = clientOptions('DYNAMODB', ANSWER_MS);
  clients = [new DynamoDBClient(options), new DynamoDBClient({ ...options, maxAttempts: 1 })];
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await faults.close();
  dynamo.close();
});

beforeEach(async () => {
  const [client] = clients as [DynamoDBClient];
  const TableName = `state-${++tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk'].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.1 }, { TableName });
  [table, unretried] = clients.map(one => new DynamoTable(DynamoDBDocumentClient.from(one), TableName)) as [
    DynamoTable,
    DynamoTable,
  ];
  faults.reset();
});

const items = (...sks: string[]): Item[] => sks.map(sk => ({ pk: 'p', sk, n: 1 }));
const sksOf = (found: readonly Item[]): string[] => found.map(({ sk }) => sk);
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('').sort();

describe('a query', () => {
  it('reads every page, each of them consistently', async () => {
    await putAllItems(table, items('a', 'b', 'c', 'd', 'e'), clock);
    faults.plan('Query', changed({ Limit: 2 }), changed({ Limit: 2 }));
    expect(sksOf(await table.query('p'))).toEqual(['a', 'b', 'c', 'd', 'e']);
    await table.get({ pk: 'p', sk: 'a' });
    const reads = [...faults.of('Query'), ...faults.of('GetItem')];
    expect(reads.map(read => read['ConsistentRead'])).toEqual([true, true, true, true]);
  });

  it('stops at its limit, counted over the pages', async () => {
    await putAllItems(table, items('a', 'b', 'c', 'd', 'e'), clock);
    faults.plan('Query', changed({ Limit: 2 }));
    expect(sksOf(await table.query('p', { limit: 3, descending: true }))).toEqual(['e', 'd', 'c']);
  });

  it('begins with its lower bound and ends before its upper one', async () => {
    await putAllItems(table, items('a', 'b', 'c', 'd'), clock);
    expect(sksOf(await table.query('p', { from: 'b', to: 'd' }))).toEqual(['b', 'c']);
    expect(sksOf(await table.query('p', { from: 'b' }))).toEqual(['b', 'c', 'd']);
    expect(sksOf(await table.query('p', { to: 'b' }))).toEqual(['a']);
    expect(sksOf(await table.query('p', { from: 'b', to: 'd', descending: true, limit: 1 }))).toEqual(['c']);
  });
});

describe('a batch', () => {
  it('of puts is sent again until nothing is left of it', async () => {
    faults.plan('BatchWriteItem', leavesAllBut(20), leavesAllBut(1), leavesAllBut(3));
    await putAllItems(table, items(...letters), clock);
    expect(sksOf(await table.query('p'))).toEqual(letters);
  });

  it('of deletes is sent again until nothing is left of it', async () => {
    await putAllItems(table, items('a', 'b', 'c', 'd'), clock);
    faults.plan('BatchWriteItem', leavesAllBut(1), leavesAllBut(1));
    await deleteAllItems(table, items('a', 'b', 'c'), clock);
    expect(sksOf(await table.query('p'))).toEqual(['d']);
  });

  it('whose answer is lost is sent again', async () => {
    faults.plan('BatchWriteItem', lostAnswer);
    expect(await table.putBatch(items('a', 'b'))).toEqual([]);
    expect(faults.of('BatchWriteItem')).toHaveLength(2);
    expect(sksOf(await table.query('p'))).toEqual(['a', 'b']);
  });
});

/** Why DynamoDB may leave a statement of a batch, and what stays wrong (BatchStatementError). */
const PASSING = [
  'InternalServerError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'ThrottlingError',
  'TransactionConflict',
];
const LASTING = ['AccessDenied', 'ItemCollectionSizeLimitExceeded', 'ResourceNotFound', 'ValidationError'];

describe('a batch of inserts', () => {
  it('puts what is not there, tells what is, and leaves that as it stands', async () => {
    await putAllItems(table, items('b'), clock);
    const large = { pk: 'p', sk: 'd', rows: new Uint8Array([1, 2]), n: -1.5, text: "it's" };
    const answer = await table.insertBatch([...items('a'), { ...items('b')[0]!, n: 2 }, ...items('c'), large]);
    expect(answer).toEqual({ taken: [{ pk: 'p', sk: 'b', n: 2 }], left: [] });
    expect(await table.query('p')).toEqual([...items('a', 'b', 'c'), large]);
  });

  it.each(PASSING)('is sent again where a statement was left with %s', async code => {
    faults.plan('BatchExecuteStatement', leavesStatementsFrom(20, code), leavesStatementsFrom(1, code));
    expect(await insertAllItems(table, items(...letters), clock)).toEqual(new Set());
    expect(sksOf(await table.query('p'))).toEqual(letters);
  });

  it.each(LASTING)('rejects where a statement was refused with %s', async name => {
    faults.plan('BatchExecuteStatement', leavesStatementsFrom(1, name));
    await expect(table.insertBatch(items('a', 'b'))).rejects.toMatchObject({ name });
  });

  it('whose answer was lost finds its own items, which stand', async () => {
    faults.plan('BatchExecuteStatement', lostAnswer);
    expect(await insertAllItems(table, items('a', 'b'), clock)).toEqual(new Set(['a', 'b']));
    expect(sksOf(await table.query('p'))).toEqual(['a', 'b']);
  });

  it('that was throttled as a whole is tried again', async () => {
    faults.plan('BatchExecuteStatement', refusal('RequestLimitExceeded'), cutConnection);
    expect(await table.insertBatch(items('a', 'b'))).toEqual({ taken: [], left: [] });
  });

  it('of an item above 400 KB rejects', async () => {
    const large = { ...items('a')[0]!, data: new Uint8Array(410 * 1024) };
    await expect(table.insertBatch([large])).rejects.toThrow(/^item p a has 419872 bytes/);
  });
});

/** What PutItem may answer besides a failed condition (PutItem, and the common errors of DynamoDB). */
const PUT_ERRORS: readonly (readonly [name: string, status: number])[] = [
  ['ProvisionedThroughputExceededException', 400],
  ['RequestLimitExceeded', 400],
  ['ThrottlingException', 400],
  ['ItemCollectionSizeLimitExceededException', 400],
  ['TransactionConflictException', 400],
  ['ReplicatedWriteConflictException', 400],
  ['ResourceNotFoundException', 400],
  ['ValidationException', 400],
  ['AccessDeniedException', 400],
  ['ExpiredTokenException', 400],
  ['InternalServerError', 500],
  ['ServiceUnavailable', 503],
];

describe('a conditional put', () => {
  const [item] = items('a') as [Item];

  it('is false where its condition fails, and only there', async () => {
    expect(await table.put(item, { kind: 'absent' })).toBe(true);
    expect(await table.put(item, { kind: 'absent' })).toBe(false);
    expect(await table.put(item, { kind: 'absentOrLower', attribute: 'n', value: 1 })).toBe(false);
    expect(await table.put(item, { kind: 'absentOrLower', attribute: 'n', value: 2 })).toBe(true);
    expect(await table.put({ ...item, n: 5 }, { kind: 'equals', attributes: { n: 2 } })).toBe(false);
    expect(await table.put({ ...item, n: 5 }, { kind: 'equals', attributes: { n: 1 } })).toBe(true);
    expect(await table.get(item)).toEqual({ ...item, n: 5 });
  });

  it.each(PUT_ERRORS)('rejects with %s', async (name, status) => {
    faults.plan('PutItem', refusal(name, status));
    await expect(unretried.put(item, { kind: 'absent' })).rejects.toMatchObject({ name });
    expect(await table.get(item)).toBeUndefined();
  });

  it('of an item above 400 KB rejects', async () => {
    const large = { ...item, data: new Uint8Array(410 * 1024) };
    await expect(table.put(large, { kind: 'absent' })).rejects.toThrow(/^item p a has 419872 bytes/);
  });

  it('that was throttled or cut off is tried again', async () => {
    faults.plan('PutItem', refusal('ProvisionedThroughputExceededException'), cutConnection);
    expect(await table.put(item, { kind: 'absent' })).toBe(true);
  });

  it('whose answer was lost finds its own item, is false, and the item stands', async () => {
    faults.plan('PutItem', lostAnswer);
    expect(await table.put(item, { kind: 'absent' })).toBe(false);
    expect(await table.get(item)).toEqual(item);
  });

  it('that is not answered in time is tried again', async () => {
    faults.plan('PutItem', slowAnswer(3 * ANSWER_MS));
    expect(await table.put(item, { kind: 'absent' })).toBe(false);
    expect(faults.of('PutItem')).toHaveLength(2);
  });
});

test('a read that is refused for a while is tried again, and one that is refused for good rejects', async () => {
  await putAllItems(table, items('a'), clock);
  faults.plan('Query', refusal('ThrottlingException'), refusal('InternalServerError', 500));
  expect(sksOf(await table.query('p'))).toEqual(['a']);
  faults.plan('GetItem', refusal('AccessDeniedException'));
  await expect(table.get({ pk: 'p', sk: 'a' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
