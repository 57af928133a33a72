import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FunctionPlan } from '../assembly/plan';
import { FunctionError } from './function-error';
import { PAYLOAD_BYTES_MAX, type RuntimeApi, type RuntimeClient } from './runtime-api';

/** Longest time from the start of a process to its first question for work, ms. */
const INIT_MS_MAX = 60_000;
/** Part of a function's memory that its heap may take; the rest is for buffers and the runtime itself. */
const HEAP_SHARE = 0.8;

interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly resolve: (body: string) => void;
  readonly reject: (error: FunctionError) => void;
}

export interface FunctionProcessOptions {
  readonly api: RuntimeApi;
  readonly plan: FunctionPlan;
  /** Added to the function's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (line: string) => void;
}

/** One process that runs one function, one invocation at a time. */
export class FunctionProcess implements RuntimeClient {
  readonly #id = randomUUID();
  readonly #options: FunctionProcessOptions;
  readonly #child: ChildProcess;
  readonly ended: Promise<void>;
  #waiting: ServerResponse | undefined;
  #invocation: Invocation | undefined;
  #isDelivered = false;
  #timer: NodeJS.Timeout;
  /** Why the process is about to end, where the runner knows better than the exit code. */
  #cause: string | undefined;
  #isAlive = true;

  constructor(options: FunctionProcessOptions) {
    this.#options = options;
    const { plan, api } = options;
    const heapMb = Math.max(32, Math.floor(plan.memoryMb * HEAP_SHARE));
    this.#child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, join(__dirname, 'bootstrap.js')], {
      cwd: plan.codeDir,
      env: { ...options.environment, ...plan.environment, ...this.#lambdaEnvironment(api.register(this.#id, this)) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      createInterface({ input: stream }).on('line', options.onLog);
    this.#child.stdin!.on('error', () => undefined);
    this.#timer = setTimeout(() => this.#abort(`did not start within ${INIT_MS_MAX / 1000} seconds`), INIT_MS_MAX);
    this.ended = new Promise(done => {
      this.#child.once('error', error => this.#end(error.message, done));
      this.#child.once('exit', (code, signal) => this.#end(`process ended with ${signal ?? `code ${code}`}`, done));
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Runs the handler on a JSON payload and resolves to its JSON answer. @throws FunctionError */
  invoke(payload: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#invocation = { requestId: randomUUID(), payload, resolve, reject };
      this.#isDelivered = false;
      this.#deliver();
    });
  }

  /** Ends the process at once. An invocation under way fails. */
  kill(cause = 'killed'): Promise<void> {
    if (this.#isAlive) this.#abort(cause);
    return this.ended;
  }

  onNext(response: ServerResponse): void {
    clearTimeout(this.#timer);
    this.#waiting = response;
    this.#deliver();
  }

  onResponse(requestId: string, body: string | undefined): void {
    const invocation = this.#take(requestId);
    if (body !== undefined) invocation?.resolve(body);
    else invocation?.reject(this.#error(`answer is longer than ${PAYLOAD_BYTES_MAX} bytes`));
  }

  onError(requestId: string, body: string): void {
    this.#take(requestId)?.reject(this.#error(messageOf(body)));
  }

  onInitError(body: string): void {
    this.#cause = messageOf(body);
  }

  #lambdaEnvironment(runtimeApi: string): Record<string, string> {
    const { plan } = this.#options;
    return {
      AWS_LAMBDA_RUNTIME_API: runtimeApi,
      _HANDLER: plan.handler,
      LAMBDA_TASK_ROOT: plan.codeDir,
      AWS_LAMBDA_FUNCTION_NAME: plan.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: this.#id,
      TZ: 'UTC',
    };
  }

  #deliver(): void {
    const invocation = this.#invocation;
    if (!invocation || this.#isDelivered || !this.#waiting) return;
    const { plan } = this.#options;
    this.#isDelivered = true;
    this.#waiting.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + plan.timeoutMs),
      'Lambda-Runtime-Invoked-Function-Arn': plan.arn,
    });
    this.#waiting.end(invocation.payload);
    this.#waiting = undefined;
    this.#timer = setTimeout(() => this.#abort(`timed out after ${plan.timeoutMs / 1000} seconds`), plan.timeoutMs);
  }

  #take(requestId: string): Invocation | undefined {
    const invocation = this.#invocation;
    if (invocation?.requestId !== requestId) return undefined;
    clearTimeout(this.#timer);
    this.#invocation = undefined;
    return invocation;
  }

  #abort(cause: string): void {
    this.#cause ??= cause;
    this.#child.kill('SIGKILL');
  }

  #end(reason: string, done: () => void): void {
    clearTimeout(this.#timer);
    this.#isAlive = false;
    this.#options.api.unregister(this.#id);
    this.#waiting?.destroy();
    this.#invocation?.reject(this.#error(this.#cause ?? reason));
    this.#invocation = undefined;
    done();
  }

  #error(reason: string): FunctionError {
    return new FunctionError(this.#options.plan.name, reason);
  }
}

function messageOf(body: string): string {
  try {
    const { errorType, errorMessage } = JSON.parse(body) as { errorType?: string; errorMessage?: string };
    return `${errorType ?? 'Error'}: ${errorMessage ?? ''}`;
  } catch {
    return 'failed';
  }
}
