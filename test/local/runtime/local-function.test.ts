import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LocalFunction } from '../../../local/runtime/local-function';
import { RuntimeApi } from '../../../local/runtime/runtime-api';
import { newFolder, removeFolders, writeFiles } from '../support/folders';

jest.setTimeout(30_000);

let api: RuntimeApi;
const functions: LocalFunction[] = [];
const logs: string[] = [];

beforeAll(async () => void (api = await RuntimeApi.start()));
afterEach(async () => {
  await Promise.all(functions.splice(0).map(each => each.close()));
  logs.length = 0;
  removeFolders();
});
afterAll(() => api.close());

const start = (source: string, { timeoutMs = 10_000, processesMax = 1, memoryMb = 128 } = {}): LocalFunction => {
  const codeDir = newFolder();
  writeFiles(codeDir, { 'index.js': source });
  const plan = {
    name: 'f',
    arn: 'arn:f',
    codeDir,
    handler: 'index.handler',
    timeoutMs,
    memoryMb,
    environment: { COLOUR: 'blue' },
  };
  functions.push(new LocalFunction({ api, plan, environment: {}, processesMax, onLog: line => logs.push(line) }));
  return functions.at(-1)!;
};

test('a handler gets the event, its environment and a context, and its logs are heard', async () => {
  const f = start(`exports.handler = async (event, context) => {
    console.log('hello');
    return [event.n, process.env.COLOUR, context.functionName, context.getRemainingTimeInMillis() > 9000];
  };`);
  expect(await f.invoke({ n: 1 })).toEqual([1, 'blue', 'f', true]);
  while (logs.length === 0) await new Promise(done => setTimeout(done, 5));
  expect(logs).toEqual(['hello']);
});

test('a process serves one invocation after the other', async () => {
  const f = start('let calls = 0; exports.handler = async () => [process.pid, ++calls];');
  const [[pid]] = [(await f.invoke({})) as [number, number]];
  expect(await f.invoke({})).toEqual([pid, 2]);
});

test('no more processes than allowed run at once, and none does two things at a time', async () => {
  const f = start(
    'let busy = 0; exports.handler = async () => { busy++; await new Promise(r => setTimeout(r, 30)); const seen = busy; busy--; return [process.pid, seen]; };',
    { processesMax: 2 },
  );
  const answers = (await Promise.all(Array.from({ length: 6 }, () => f.invoke({})))) as [number, number][];
  expect(new Set(answers.map(([pid]) => pid)).size).toBe(2);
  expect(answers.every(([, seen]) => seen === 1)).toBe(true);
});

test('an error of the handler fails the invocation with its name and message, and the process goes on', async () => {
  const f = start(
    'exports.handler = async event => { if (event.bad) throw new TypeError("no such thing"); return process.pid; };',
  );
  const pid = await f.invoke({});
  await expect(f.invoke({ bad: true })).rejects.toThrow('f: TypeError: no such thing');
  expect(await f.invoke({})).toBe(pid);
});

test('at its timeout a busy handler is killed, and another process takes the next invocation', async () => {
  const f = start('exports.handler = async event => { if (event.spin) for (;;); return process.pid; };', {
    timeoutMs: 300,
  });
  const pid = await f.invoke({});
  await expect(f.invoke({ spin: true })).rejects.toThrow('f: timed out after 0.3 seconds');
  expect(await f.invoke({})).not.toBe(pid);
});

test('a process that ends fails its invocation, and another takes the next', async () => {
  const f = start('exports.handler = async event => { if (event.die) process.exit(7); return 1; };');
  await expect(f.invoke({ die: true })).rejects.toThrow('f: process ended with code 7');
  expect(await f.invoke({})).toBe(1);
});

test('the memory setting bounds the heap', async () => {
  const f = start('exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(1.5)); };', {
    memoryMb: 64,
  });
  await expect(f.invoke({})).rejects.toThrow(/f: process ended with (SIGABRT|code 134)/);
});

test('code that cannot be loaded fails the invocation with the reason', async () => {
  await expect(start('throw new Error("bad configuration");').invoke({})).rejects.toThrow(
    'f: Error: bad configuration',
  );
  await expect(start('exports.other = 1;').invoke({})).rejects.toThrow('index.handler is not a function');
});

test('events and answers of more than 6 MB are refused', async () => {
  const f = start('exports.handler = async event => event.size ? "x".repeat(event.size) : 1;');
  await expect(f.invoke({ text: 'x'.repeat(6 * 1024 * 1024) })).rejects.toThrow(
    'f: event is longer than 6291456 bytes',
  );
  await expect(f.invoke({ size: 6 * 1024 * 1024 })).rejects.toThrow('f: answer is longer than 6291456 bytes');
  expect(await f.invoke({})).toBe(1);
});

test('a closed function fails what waits', async () => {
  const f = start('exports.handler = () => new Promise(() => {});');
  const waiting = [f.invoke({}), f.invoke({}), f.invoke({})].map(work => work.catch((error: Error) => error.message));
  await f.close();
  expect(await Promise.all(waiting)).toEqual(['f: killed', 'f: stopped', 'f: stopped']);
});

test('a process ends when its runner is killed', async () => {
  const codeDir = newFolder();
  writeFiles(codeDir, {
    'index.js': 'exports.handler = async () => process.pid;',
    'runner.ts': `
      import { LocalFunction } from '${join(__dirname, '../../../local/runtime/local-function')}';
      import { RuntimeApi } from '${join(__dirname, '../../../local/runtime/runtime-api')}';
      void RuntimeApi.start().then(async api => {
        const plan = { name: 'f', arn: 'a', codeDir: ${JSON.stringify(codeDir)}, handler: 'index.handler', timeoutMs: 5000, memoryMb: 128, environment: {} };
        console.log(await new LocalFunction({ api, plan, environment: {}, processesMax: 1, onLog: () => {} }).invoke({}));
      });`,
  });
  const runner = spawn(process.execPath, ['--import', 'tsx', join(codeDir, 'runner.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(runner.stdout, 'data')) as [Buffer];
  const pid = Number(output.toString());
  expect(isAlive(pid)).toBe(true);
  runner.kill('SIGKILL');
  await once(runner, 'exit');
  for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise(done => setTimeout(done, 20));
  expect(isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
