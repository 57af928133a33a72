import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, text } from 'node:stream/consumers';

type Json = Record<string, unknown>;

interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** One call of an operation. */
interface Call {
  readonly body: Json;
  /** Lets the service behind do it, or do something else in its place. */
  forward(body?: Json): Promise<Answer>;
}

/** What becomes of one call: its answer, or null where the connection is cut instead. */
export type Fault = (call: Call) => Promise<Answer | null>;

/** The service refuses the call and does nothing. */
export const refusal =
  (name: string, status = 400): Fault =>
  () =>
    Promise.resolve({ status, body: { __type: `com.amazonaws#${name}`, message: `${name} on request` } });

/** The service does what it was asked, and its answer is lost. */
export const lostAnswer: Fault = async ({ forward }) => {
  await forward();
  return null;
};

/** The connection is cut before the service hears of the call. */
export const cutConnection: Fault = () => Promise.resolve(null);

/** The answer takes its time. */
export const slowAnswer =
  (ms: number): Fault =>
  async ({ forward }) => {
    const answer = await forward();
    await new Promise(done => setTimeout(done, ms));
    return answer;
  };

/** The call is passed on with some of its parameters replaced. */
export const changed =
  (parameters: Json): Fault =>
  ({ body, forward }) =>
    forward({ ...body, ...parameters });

/** The answer is one that the service did not give. */
export const answered =
  (body: Json): Fault =>
  () =>
    Promise.resolve({ status: 200, body });

/** BatchWriteItem leaves all but the first `done` items of the call. */
export const leavesAllBut =
  (done: number): Fault =>
  async ({ body, forward }) => {
    const [[table, requests]] = Object.entries(body['RequestItems'] as Record<string, unknown[]>) as [
      [string, unknown[]],
    ];
    const left = requests.slice(done);
    const answer = await forward({ ...body, RequestItems: { [table]: requests.slice(0, done) } });
    return { ...answer, body: { ...answer.body, UnprocessedItems: { [table]: left } } };
  };

/** BatchExecuteStatement executes the first `done` statements of the call, and the others fail. */
export const leavesStatementsFrom =
  (done: number, code: string): Fault =>
  async ({ body, forward }) => {
    const statements = body['Statements'] as unknown[];
    const answer = await forward({ ...body, Statements: statements.slice(0, done) });
    const failed = statements.slice(done).map(() => ({ Error: { Code: code, Message: `${code} on request` } }));
    return { ...answer, body: { Responses: [...(answer.body['Responses'] as unknown[]), ...failed] } };
  };

/** PutRecords refuses the records at these places of the call, and takes the others. */
export const refusesRecords =
  (...places: number[]): Fault =>
  async ({ body, forward }) => {
    const records = body['Records'] as unknown[];
    const taken = records.filter((_, i) => !places.includes(i));
    const answer =
      taken.length > 0 ? await forward({ ...body, Records: taken }) : { status: 200, body: { Records: [] } };
    const results = [...(answer.body['Records'] as unknown[])];
    const refused = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'on request' };
    const all = records.map((_, i) => (places.includes(i) ? refused : results.shift()));
    return { status: 200, body: { FailedRecordCount: places.length, Records: all } };
  };

/** Stands before an embedded service of AWS and misbehaves on request. */
export class FaultServer {
  /** The calls that came, in order. */
  readonly calls: { readonly operation: string; readonly body: Json }[] = [];
  private readonly planned = new Map<string, Fault[]>();
  private readonly server: Server;

  private constructor(private readonly upstream: string) {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  /** @param upstream address of the service, such as `http://127.0.0.1:4567`. */
  static async before(upstream: string): Promise<FaultServer> {
    const proxy = new FaultServer(upstream);
    await once(proxy.server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next calls of an operation have these fates, one each; what follows is passed on as it is. */
  plan(operation: string, ...faults: Fault[]): void {
    this.planned.set(operation, faults);
  }

  /** Forgets what came and what was planned. */
  reset(): void {
    this.calls.length = 0;
    this.planned.clear();
  }

  of(operation: string): Json[] {
    return this.calls.filter(call => call.operation === operation).map(({ body }) => body);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1)!;
    const body = (await json(incoming)) as Json;
    this.calls.push({ operation, body });
    const fault = this.planned.get(operation)?.shift() ?? (call => call.forward());
    const forward = (other: Json = body): Promise<Answer> => this.forward(incoming, other);
    const answer = await fault({ body, forward });
    if (response.destroyed) return;
    if (!answer) return void response.socket?.destroy();
    response.writeHead(answer.status, { 'content-type': incoming.headers['content-type'] });
    response.end(JSON.stringify(answer.body));
  }

  private forward({ headers }: IncomingMessage, body: Json): Promise<Answer> {
    const sentText = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        this.upstream,
        { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(sentText) } },
        answer => {
          const read = async (): Promise<Answer> => ({
            status: answer.statusCode!,
            body: JSON.parse((await text(answer)) || '{}') as Json,
          });
          read().then(resolve, reject);
        },
      );
      sent.on('error', reject);
      sent.end(sentText);
    });
  }
}
