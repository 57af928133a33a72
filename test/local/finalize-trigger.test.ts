import { FinalizeTrigger, type FinalizeTriggerOptions } from '../../local/finalize-trigger';
import { LocalError } from '../../local/local-error';

interface Call {
  Records?: unknown[];
  tick?: boolean;
  whenIdle: string;
  endOfInput?: boolean;
}

const REPORT = { epoch: 1, watermarkMs: 0, caughtUp: true, flushed: true, emitted: 0 };
let trigger: FinalizeTrigger;
let calls: Call[];
let now: number;

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  calls = [];
  now = 0;
});
afterEach(async () => {
  const stopped = trigger.stop();
  await jest.advanceTimersByTimeAsync(10_000);
  await stopped;
  jest.useRealTimers();
});

const start = (options: Partial<FinalizeTriggerOptions> = {}): void => {
  trigger = new FinalizeTrigger({
    invoke: event => {
      calls.push(event as Call);
      return Promise.resolve(REPORT);
    },
    whenIdle: 'flush',
    tickMs: 60_000,
    tickInput: { tick: true },
    onLog: () => undefined,
    ...options,
  });
};

const at = async (ms: number): Promise<void> => {
  await jest.advanceTimersByTimeAsync(ms - now);
  now = ms;
};

test('hints are gathered: at most one invocation a second', async () => {
  start();
  trigger.hint('a');
  trigger.hint('b');
  await at(999);
  expect(calls).toEqual([]);
  await at(1_000);
  expect(calls).toEqual([{ Records: ['a', 'b'], whenIdle: 'flush' }]);
  trigger.hint('c');
  await at(1_999);
  expect(calls).toHaveLength(1);
  await at(2_000);
  expect(calls[1]).toEqual({ Records: ['c'], whenIdle: 'flush' });
});

test('without hints there is an idle check every 5 seconds, and the tick by its schedule', async () => {
  start({ whenIdle: 'hold' });
  await at(60_000);
  expect(calls.slice(0, 11)).toEqual(Array(11).fill({ tick: false, whenIdle: 'hold', endOfInput: false }));
  expect(calls[11]).toEqual({ tick: true, whenIdle: 'hold', endOfInput: false });
  expect(calls).toHaveLength(12);
});

test('hints of a failed invocation come again', async () => {
  let failures = 1;
  start({
    invoke: event => {
      calls.push(event as Call);
      return failures-- > 0 ? Promise.reject(new Error('broken')) : Promise.resolve(REPORT);
    },
  });
  trigger.hint('a');
  await at(3_000);
  expect(calls.map(call => call.Records)).toEqual([['a'], ['a']]);
});

test('the end of input first moves the watermark, then ticks until all is executed and flushed', async () => {
  const reports = [REPORT, { ...REPORT, caughtUp: false }, { ...REPORT, flushed: false }, REPORT];
  start({
    invoke: event => {
      calls.push(event as Call);
      return Promise.resolve(reports.shift());
    },
  });
  const ended = trigger.endOfInput(new AbortController().signal);
  await at(500);
  expect(await ended).toEqual(REPORT);
  expect(calls[0]).toEqual({ tick: false, whenIdle: 'hold', endOfInput: false });
  expect(calls.slice(1)).toEqual(Array(3).fill({ tick: true, whenIdle: 'flush', endOfInput: true }));
});

test('an end of input that never comes is given up with one clear line', async () => {
  start({ invoke: () => Promise.reject(new Error('f: Error: no table')) });
  const failure = trigger.endOfInput(new AbortController().signal).catch((error: unknown) => error);
  await at(130_000);
  expect(await failure).toEqual(new LocalError('finalize does not reach the end of the input: f: Error: no table'));
});
