import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../local/services/clients';
import { embeddedDynamoDb, ensureTable } from '../../../local/services/dynamodb';

let server: Server;
let client: DynamoDBClient;

beforeAll(async () => {
  server = embeddedDynamoDb({ createTableMs: 0 });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client = await dynamoDbClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (const name of ['one', 'two']) {
    await ensureTable(client, {
      name,
      streamArn: '',
      keys: [
        { attribute: 'pk', role: 'HASH', type: 'S' },
        { attribute: 'sk', role: 'RANGE', type: 'S' },
      ],
    });
  }
});

afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const key = (sk: string): Record<string, AttributeValue> => ({ pk: { S: 'p' }, sk: { S: sk } });
const insert = (sk: string, n = '1', table = 'one') => ({
  Statement: `INSERT INTO "${table}" VALUE {'pk': ?, 'sk': ?, 'n': ?}`,
  Parameters: [{ S: 'p' }, { S: sk }, { N: n }],
});

async function execute(...Statements: { Statement: string; Parameters?: AttributeValue[] }[]) {
  const { Responses } = await client.send(new BatchExecuteStatementCommand({ Statements }));
  return Responses!.map(({ Error: error }) => error?.Code);
}

const stored = async (sk: string, table = 'one') =>
  (await client.send(new GetItemCommand({ TableName: table, Key: key(sk) }))).Item?.['n']?.N;

test('statements of a batch are executed each by itself, in several tables too', async () => {
  expect(await execute(insert('a'))).toEqual([undefined]);
  expect(await execute(insert('a', '2'), insert('b', '2'), insert('a', '2', 'two'))).toEqual([
    'DuplicateItem',
    undefined,
    undefined,
  ]);
  expect([await stored('a'), await stored('b'), await stored('a', 'two')]).toEqual(['1', '2', '2']);
});

test('of two batches at once that insert the same items one does', async () => {
  const sks = Array.from({ length: 20 }, (_, i) => `same-${i}`);
  const answers = await Promise.all([
    execute(...sks.map(sk => insert(sk, '1'))),
    execute(...[...sks].reverse().map(sk => insert(sk, '2'))),
  ]);
  expect(answers.flat().filter(code => code === 'DuplicateItem')).toHaveLength(20);
  expect(await execute(insert('after'))).toEqual([undefined]);
});

test('a statement that is none, or names what is not there, fails and leaves the others', async () => {
  const codes = await execute(
    insert('c', '1', 'three'),
    { Statement: 'DELETE FROM "one" WHERE pk = ?', Parameters: [{ S: 'p' }] },
    { ...insert('c'), Parameters: [{ S: 'p' }] },
    { ...insert('c'), Parameters: [{ S: 'p' }, { S: '' }, { N: '1' }] },
    { ...insert('c'), Parameters: [{ S: 'p' }, { S: 'c' }, { N: 'many' }] },
    insert('d'),
  );
  expect(codes).toEqual(['ResourceNotFound', ...Array<string>(4).fill('ValidationError'), undefined]);
  expect([await stored('c'), await stored('d')]).toEqual([undefined, '1']);
});

test('a batch of more than 25 statements, or of none, is refused', async () => {
  const many = Array.from({ length: 26 }, (_, i) => insert(`many-${i}`));
  await expect(execute(...many)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(execute()).rejects.toMatchObject({ name: 'ValidationException' });
  expect(await stored('many-0')).toBeUndefined();
});
