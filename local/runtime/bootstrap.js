'use strict';

/*
 * Runs in a process of its own, as the Node runtime of Lambda does: loads the handler, then asks the Runtime API for one
 * invocation after the other. Its standard input is open as long as the runner lives.
 */
const http = require('node:http');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

process.stdin.resume().on('close', () => process.exit(0));

const [host, ...path] = process.env.AWS_LAMBDA_RUNTIME_API.split('/');
const [hostname, port] = host.split(':');
const prefix = `/${path.join('/')}/2018-06-01/runtime`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, route, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, agent, method, path: prefix + route }, response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function loadHandler() {
  const dot = process.env._HANDLER.lastIndexOf('.');
  const base = join(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER.slice(0, dot));
  const file = ['.js', '.cjs', '.mjs'].map(extension => base + extension).find(existsSync);
  if (!file) throw new Error(`Cannot find module ${base}`);
  const module = file.endsWith('.mjs') ? await import(pathToFileURL(file)) : require(file);
  const handler = module[process.env._HANDLER.slice(dot + 1)];
  if (typeof handler !== 'function') throw new Error(`${process.env._HANDLER} is not a function`);
  return handler;
}

function contextOf(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

const describe = error =>
  JSON.stringify({
    errorType: error?.name ?? 'Error',
    errorMessage: String(error?.message ?? error),
    stackTrace: String(error?.stack ?? '').split('\n'),
  });

async function serve(handler) {
  for (;;) {
    const { headers, body } = await call('GET', '/invocation/next');
    const route = `/invocation/${headers['lambda-runtime-aws-request-id']}`;
    let answer;
    try {
      const result = await handler(JSON.parse(body), contextOf(headers));
      answer = ['/response', JSON.stringify(result) ?? 'null'];
    } catch (error) {
      console.error(error);
      answer = ['/error', describe(error)];
    }
    await call('POST', route + answer[0], answer[1]);
  }
}

loadHandler()
  .then(serve, async error => {
    console.error(error);
    await call('POST', '/init/error', describe(error));
    process.exit(1);
  })
  .catch(() => process.exit(1));
