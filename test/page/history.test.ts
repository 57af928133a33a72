import type { QueryDescription, WindowsAnswer } from '../../api/contract';
import type { LiveRecord } from '../../page/feed';
import { History, type Wanted } from '../../page/history';

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 0, 1);
const QUERY: QueryDescription = {
  name: 'q',
  groupBy: ['k'],
  window: { kind: 'grid', sizeMs: MINUTE_MS, slideMs: MINUTE_MS },
  values: [{ name: 'n', aggregate: 'count', type: 'number', isCount: true, isAdditive: true }],
  emit: 'onClose',
};

const record = (minute: number, n: number, more: Partial<LiveRecord> = {}): LiveRecord => ({
  id: '',
  pipeline: 'p',
  query: 'q',
  key: { k: 'a' },
  window: { start: timeOf(minute), end: timeOf(minute + 1) },
  revision: 0,
  final: true,
  values: { n },
  watermark: null,
  ...more,
});
const timeOf = (minute: number): string => new Date(NOW_MS + minute * MINUTE_MS).toISOString();
const wanted = (toMinute: number, goesOn: boolean, spanMinutes = 10): Wanted => ({
  queries: [QUERY],
  beside: [],
  selections: [[undefined]],
  spanMs: spanMinutes * MINUTE_MS,
  toMs: NOW_MS + toMinute * MINUTE_MS,
  goesOn,
});

/** The API's answers, which a test gives one by one. */
class Api {
  readonly asked: URLSearchParams[] = [];
  private readonly waiting: ((answer: Response | Error) => void)[] = [];

  readonly fetch = (path: string, { signal }: { signal: AbortSignal }): Promise<Response> => {
    this.asked.push(new URL(path, 'http://localhost').searchParams);
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
      this.waiting.push(answer => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  };

  async answer(windows: readonly LiveRecord[] | Error, cursor: string | null = null): Promise<void> {
    jest.runOnlyPendingTimers();
    const body: WindowsAnswer = { windows: windows instanceof Error ? [] : windows, cursor };
    this.waiting.shift()!(windows instanceof Error ? windows : Response.json(body));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    await new Promise(resolve => setImmediate(resolve));
  }
}

let api: Api;
let told: unknown[];
let history: History;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  api = new Api();
  jest.spyOn(globalThis, 'fetch').mockImplementation(api.fetch as unknown as typeof fetch);
  told = [];
  history = new History('p', [QUERY], error => void told.push(error));
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const shown = (): (number | null)[] =>
  history.store!.points(QUERY, [undefined], -Infinity).map(({ values }) => values[0]!);

test('a time is shown when all of it is in, with what came live meanwhile', async () => {
  history.look(wanted(0, true));
  jest.runOnlyPendingTimers();
  history.put(record(-1, 7));
  history.put(record(-3, 0, { retracted: true }));
  await api.answer([record(-2, 2), record(-3, 3)], 'more');
  expect(history.isIn).toBe(false);
  await api.answer([record(-4, 4)]);
  expect(history.isIn).toBe(true);
  expect(shown()).toEqual([4, 2, 7]);
  expect(api.asked.map(asked => [asked.get('from'), asked.get('to'), asked.get('cursor')])).toEqual([
    [timeOf(-30), null, null],
    [timeOf(-30), null, 'more'],
  ]);
  expect(told).toEqual([undefined]);
});

test('read again, what the results no longer have is gone, and what is read is not read twice at a time', async () => {
  history.look(wanted(0, true));
  jest.runOnlyPendingTimers();
  await api.answer([record(-2, 2), record(-3, 3)]);
  history.again(NOW_MS + MINUTE_MS);
  history.again(NOW_MS + MINUTE_MS);
  expect(api.asked).toHaveLength(2);
  expect(shown()).toEqual([3, 2]);
  await api.answer([record(-2, 5)]);
  expect(shown()).toEqual([5]);
});

test('steps within what is in ask for nothing; many quick steps beyond it ask once', async () => {
  history.look(wanted(0, true));
  jest.runOnlyPendingTimers();
  await api.answer([record(-12, 1)]);
  history.look(wanted(-10, false));
  expect(history.isIn).toBe(true);
  for (let minute = -11; minute >= -40; minute--) history.look(wanted(minute, false));
  expect(history.isIn).toBe(false);
  expect(api.asked).toHaveLength(1);
  await api.answer([record(-45, 9)]);
  expect(api.asked).toHaveLength(2);
  expect([api.asked[1]!.get('from'), api.asked[1]!.get('to')]).toEqual([timeOf(-70), timeOf(-30)]);
  expect(shown()).toEqual([9]);
  history.put(record(-44, 1));
  expect(shown()).toEqual([9]);
});

test('a time that is waited for is read once, also where it is to be read again meanwhile', async () => {
  history.look(wanted(0, true));
  jest.runOnlyPendingTimers();
  await api.answer([record(-2, 2)]);
  history.look(wanted(0, true, 60));
  history.again(NOW_MS);
  jest.advanceTimersByTime(10_000);
  expect(api.asked).toHaveLength(2);
  await api.answer([record(-90, 3)]);
  expect(shown()).toEqual([3]);
});

test('what went wrong is told once, and what was in stays', async () => {
  history.look(wanted(0, true));
  jest.runOnlyPendingTimers();
  await api.answer([record(-2, 2)]);
  history.again(NOW_MS);
  await api.answer(new Error('no'));
  expect(told).toHaveLength(2);
  expect(told[1]).toMatchObject({ message: 'the server does not answer' });
  expect(shown()).toEqual([2]);
  jest.advanceTimersByTime(10_000);
  expect(api.asked).toHaveLength(2);
});

test('what is too much is cut, and says so', async () => {
  history.look(wanted(0, true));
  jest.runOnlyPendingTimers();
  for (let answers = 0; answers < 20; answers++) await api.answer([record(-1 - answers, answers)], 'more');
  expect(history.isIn).toBe(true);
  expect(history.shown?.isCut).toBe(true);
  expect(api.asked).toHaveLength(20);
});
