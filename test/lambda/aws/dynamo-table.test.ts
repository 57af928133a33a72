import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoTable } from '../../../lambda/aws/dynamo-table';

test('every read asks for a consistent one, each page of a query too', async () => {
  const sent: { ConsistentRead?: boolean }[] = [];
  const client = {
    send: ({ input }: { input: { ConsistentRead?: boolean } }) => {
      sent.push(input);
      return Promise.resolve(sent.length === 2 ? { Items: [], LastEvaluatedKey: { pk: 'p', sk: 'a' } } : { Items: [] });
    },
  };
  const table = new DynamoTable(client as unknown as DynamoDBDocumentClient, 'state');
  await table.get({ pk: 'p', sk: 's' });
  await table.query('p');
  expect(sent.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true, true]);
});
