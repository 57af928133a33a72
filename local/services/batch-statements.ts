import type { Store } from 'dynalite/db';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { executeInserts, type Statement } from './batch-inserts';

const BATCH_EXECUTE_STATEMENT = 'DynamoDB_20120810.BatchExecuteStatement';
const STATEMENTS_MAX = 25;

/** Makes an embedded DynamoDB answer BatchExecuteStatement too, which dynalite does not know. */
export function answerBatchStatements(server: Server, store: Store): void {
  const others = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.headers['x-amz-target'] === BATCH_EXECUTE_STATEMENT)
      answer(store, request, response).catch(() => response.destroy());
    else for (const other of others) other.call(server, request, response);
  });
}

async function answer(store: Store, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { Statements = [] } = (await json(request)) as { Statements?: Statement[] };
  const isWithin = Statements.length > 0 && Statements.length <= STATEMENTS_MAX;
  const body = isWithin
    ? { Responses: await executeInserts(store, Statements) }
    : { __type: 'com.amazon.coral.validate#ValidationException', message: `${Statements.length} statements` };
  response.writeHead(isWithin ? 200 : 400, { 'Content-Type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
