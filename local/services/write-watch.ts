import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** An item that a PutItem wrote; its attributes as DynamoDB's JSON has them. */
export interface ItemInserted {
  readonly tableName: string;
  readonly item: Readonly<Record<string, unknown>>;
}

const PUT_ITEM = 'DynamoDB_20120810.PutItem';

/**
 * Tells of each PutItem that an embedded DynamoDB answered with success: it has no change streams. BatchWriteItem is
 * not told of: nothing of consequence may depend on one.
 */
export function watchPuts(server: Server, onPut: (put: ItemInserted) => void): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers['x-amz-target'] !== PUT_ITEM) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('finish', () => {
      if (response.statusCode !== 200) return;
      const { TableName, Item } = JSON.parse(Buffer.concat(chunks).toString()) as {
        TableName: string;
        Item: Record<string, unknown>;
      };
      onPut({ tableName: TableName, item: Item });
    });
  });
}
