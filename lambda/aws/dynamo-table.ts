import { BatchStatementErrorCodeEnum as ErrorCode, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchExecuteStatementCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { InsertAnswer, Item, ItemKey, PutCondition, QueryRange, Table } from '../../engine/ports';
import { checkItemSize } from '../../engine/store/item-size';

type Expression = Pick<QueryCommandInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> & {
  ConditionExpression: string;
};

/** How rows are written: one that maps a name such as `constructor` looks like a class's instance to the SDK, and is none. */
export const AS_MAPS = { marshallOptions: { convertClassInstanceToMap: true } };

/** A DynamoDB table with keys `pk` and `sk`; every read is strongly consistent. */
export class DynamoTable implements Table {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly name: string,
  ) {}

  async get({ pk, sk }: ItemKey): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item as Item | undefined;
  }

  async query(pk: string, range: QueryRange = {}): Promise<Item[]> {
    const items: Item[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const left = range.limit === undefined ? undefined : range.limit - items.length;
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.name,
          ...keyCondition(pk, range),
          ConsistentRead: true,
          ScanIndexForward: !range.descending,
          ...(left === undefined ? {} : { Limit: left }),
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      items.push(...((page.Items ?? []) as Item[]).filter(item => range.to === undefined || item.sk < range.to));
      start = page.LastEvaluatedKey;
    } while (start && items.length < (range.limit ?? Infinity));
    return items;
  }

  /** Throws a RangeError, as `putBatch` does, for an item that DynamoDB would refuse for its size. */
  async put(item: Item, condition: PutCondition): Promise<boolean> {
    checkItemSize(item);
    try {
      await this.client.send(new PutCommand({ TableName: this.name, Item: item, ...expression(condition) }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async putBatch(items: readonly Item[]): Promise<readonly Item[]> {
    items.forEach(checkItemSize);
    const left = await this.write(items.map(Item => ({ PutRequest: { Item } })));
    return left.map(request => request.PutRequest!.Item as Item);
  }

  /** An insert is a put of an item of which there is none: PartiQL is the one way to have conditions in a batch. */
  async insertBatch(items: readonly Item[]): Promise<InsertAnswer> {
    items.forEach(checkItemSize);
    const { Responses = [] } = await this.client.send(
      new BatchExecuteStatementCommand({ Statements: items.map(item => insertStatement(this.name, item)) }),
    );
    const codes = items.map((_, i) => Responses[i]!.Error?.Code);
    const refused = codes.findIndex(code => code && code !== ErrorCode.DuplicateItem && !PASSING.has(code));
    if (refused >= 0) throw Object.assign(new Error(Responses[refused]!.Error!.Message), { name: codes[refused] });
    return {
      taken: items.filter((_, i) => codes[i] === ErrorCode.DuplicateItem),
      left: items.filter((_, i) => PASSING.has(codes[i]!)),
    };
  }

  async deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]> {
    const left = await this.write(keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })));
    return left.map(request => request.DeleteRequest!.Key as ItemKey);
  }

  private async write(requests: { PutRequest?: { Item: Item }; DeleteRequest?: { Key: ItemKey } }[]) {
    const answer = await this.client.send(new BatchWriteCommand({ RequestItems: { [this.name]: requests } }));
    return answer.UnprocessedItems?.[this.name] ?? [];
  }
}

/** Why a statement of a batch was not executed, although it can be later. */
const PASSING: ReadonlySet<string> = new Set([
  ErrorCode.InternalServerError,
  ErrorCode.ProvisionedThroughputExceeded,
  ErrorCode.RequestLimitExceeded,
  ErrorCode.ThrottlingError,
  ErrorCode.TransactionConflict,
]);

function insertStatement(table: string, item: Item): { Statement: string; Parameters: unknown[] } {
  const attributes = Object.keys(item).map(name => `'${name}': ?`);
  return { Statement: `INSERT INTO "${table}" VALUE {${attributes.join(', ')}}`, Parameters: Object.values(item) };
}

/** A key condition takes one range only, and BETWEEN includes its upper bound: the caller drops an item that equals it. */
function keyCondition(pk: string, { from, to }: QueryRange): Partial<QueryCommandInput> {
  const values: Record<string, string> = { ':pk': pk };
  let condition = 'pk = :pk';
  if (from !== undefined && to !== undefined) {
    condition += ' AND sk BETWEEN :from AND :to';
    Object.assign(values, { ':from': from, ':to': to });
  } else if (from !== undefined) {
    condition += ' AND sk >= :from';
    values[':from'] = from;
  } else if (to !== undefined) {
    condition += ' AND sk < :to';
    values[':to'] = to;
  }
  return { KeyConditionExpression: condition, ExpressionAttributeValues: values };
}

function expression(condition: PutCondition): Expression {
  switch (condition.kind) {
    case 'absent':
      return { ConditionExpression: 'attribute_not_exists(pk)' } as Expression;
    case 'absentOrLower':
      return {
        ConditionExpression: 'attribute_not_exists(pk) OR #a < :v',
        ExpressionAttributeNames: { '#a': condition.attribute },
        ExpressionAttributeValues: { ':v': condition.value },
      };
    case 'equals': {
      const entries = Object.entries(condition.attributes);
      return {
        ConditionExpression: entries.map((_, i) => `#a${i} = :v${i}`).join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#a${i}`, name])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
      };
    }
  }
}
