import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Position } from '../../feeds/feed';
import { parsePosition, type PositionStore } from './position';

/** How often the position is written at most, ms: what a killed feed sends again is what came since. */
const EVERY_MS = 10_000;

/** How far a feed has been put on a pipeline's stream, in an item of a DynamoDB table whose key is `pk`. */
export class PositionTable implements PositionStore {
  private writtenMs = -Infinity;
  private unwritten: Position | undefined;

  private constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly name: string,
    readonly position: Position,
    private readonly now: () => number,
  ) {}

  /**
   * @param name of pipeline and feed.
   * @throws UserError when what stands there is no position.
   */
  static async open(client: DynamoDBClient, table: string, name: string, now: () => number): Promise<PositionTable> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: name } }, ConsistentRead: true }),
    );
    const position = parsePosition(Item?.['position']?.S, `${name} in table ${table}`);
    return new PositionTable(client, table, name, position, now);
  }

  async save(position: Position): Promise<void> {
    this.unwritten = position;
    if (this.now() - this.writtenMs >= EVERY_MS) await this.write();
  }

  async close(): Promise<void> {
    await this.write();
  }

  private async write(): Promise<void> {
    if (!this.unwritten) return;
    const position = { S: JSON.stringify(this.unwritten) };
    this.unwritten = undefined;
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: { pk: { S: this.name }, position } }));
    this.writtenMs = this.now();
  }
}
