import {
  avg,
  boolAnd,
  boolOr,
  count,
  definePipeline,
  epochMillis,
  first,
  max,
  quantile,
  string,
  sum,
  topK,
  tumbling,
} from 'tidemark';
import { aggregate } from '../../../engine/aggregate/aggregate';
import { readHead } from '../../../engine/store/chain';
import type { Aggregate } from '../../../engine/definition/aggregates';
import { MemorySource } from '../../support/memory-source';
import { MemoryTable } from '../../support/memory-table';

const AT_MS = Date.UTC(2026, 0, 1);

const pipelineOf = (compute: (event: { readonly id: string }) => unknown, select: Record<string, Aggregate>) =>
  definePipeline({
    name: 'derived',
    event: { id: string(), at: epochMillis() },
    derive: { n: compute as (event: { readonly id: string }) => string },
    eventTime: 'at',
    queries: { all: { window: tumbling('1 minute'), select: { events: count(), ...select } } },
  });

/** What both ways made of events with these ids: the reasons of the bad ones, and how many were accepted. */
async function foldBothWays(
  pipeline: ReturnType<typeof pipelineOf>,
  ids: readonly string[],
): Promise<{ reasons: string[]; accepted: number }> {
  const answers = [];
  for (const path of ['plain', 'strict'] as const) {
    const source = new MemorySource();
    const state = new MemoryTable();
    const records = ids.map(id => source.put('shard-0', { id, at: AT_MS }, AT_MS));
    const clock = { now: () => AT_MS, sleep: () => Promise.resolve() };
    await aggregate({ shardId: 'shard-0', records, isFinal: true }, { pipeline, path, source, state, clock });
    const entries = (await state.query('S#shard-0')).flatMap(
      item => JSON.parse(item['entries'] as string) as { reason: string }[],
    );
    const { counts } = (await readHead(state, 'shard-0'))!;
    expect(counts.quarantined).toBe(entries.length);
    expect(counts.decoded).toBe(ids.length);
    answers.push({ reasons: entries.map(({ reason }) => reason), accepted: counts.accepted['all'] ?? 0 });
  }
  expect(answers[1]).toEqual(answers[0]);
  return answers[0]!;
}

const throwing = (thrown: unknown) => () => {
  throw thrown;
};

describe('a derived value', () => {
  it.each<[string, (event: { readonly id: string }) => unknown, string]>([
    [
      'a bigint',
      () => 12345678901234567890n,
      'n: expected text, number, boolean or null, got bigint 12345678901234567890',
    ],
    [
      'a huge bigint',
      () => 10n ** 1000n,
      'n: expected text, number, boolean or null, got bigint of more than 40 digits',
    ],
    ['an object', e => ({ a: e.id }), 'n: expected text, number, boolean or null, got an object'],
    ['an array', () => [1], 'n: expected text, number, boolean or null, got an array'],
    ['a Date', () => new Date(0), 'n: expected text, number, boolean or null, got a Date'],
    ['a function', () => () => 1, 'n: expected text, number, boolean or null, got function'],
    ['a symbol', () => Symbol('s'), 'n: expected text, number, boolean or null, got symbol'],
    [
      'a promise',
      () => Promise.resolve(1),
      'n: expected text, number, boolean or null, got a Promise (the function must not be async)',
    ],
    [
      'a proxy whose traps throw',
      () => new Proxy([], { get: throwing(new Error('trap')), getPrototypeOf: throwing(new Error('trap')) }),
      'n: expected text, number, boolean or null, got an object',
    ],
    ['NaN', () => NaN, 'n: NaN is not a finite number'],
    ['an infinity', () => -Infinity, 'n: -Infinity is not a finite number'],
    ['an error', throwing(new Error('no\u0000 \ud800such\nthing')), 'n: no\\u0000 \\ud800such\\u000athing'],
    ['a text thrown', throwing('gone'), 'n: gone'],
    ['undefined thrown', throwing(undefined), 'n: threw undefined'],
    [
      'a thrown object whose code throws',
      throwing({
        toString: throwing('again'),
        get message() {
          throw new Error('again');
        },
      }),
      'n: threw an object',
    ],
    [
      'an error whose message throws',
      () => {
        throw Object.defineProperty(new Error(), 'message', { get: throwing('again') });
      },
      'n: threw an object',
    ],
    [
      'a function that calls itself without end',
      function endless(e): unknown {
        return endless(e);
      },
      'n: Maximum call stack size exceeded',
    ],
  ])('that is %s sends its event to the quarantine, and no other', async (_, compute, reason) => {
    const pipeline = pipelineOf(e => (e.id === 'bad' ? compute(e) : e.id), { kinds: topK('n', 3) });
    expect(await foldBothWays(pipeline, ['a', 'bad', 'b', 'bad'])).toEqual({ reasons: [reason, reason], accepted: 2 });
  });

  it('of an async function that rejects does not end the process', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    const pipeline = pipelineOf(e => (e.id === 'bad' ? Promise.reject(new Error('later')) : e.id), {
      kinds: topK('n', 3),
    });
    const { accepted } = await foldBothWays(pipeline, ['bad']);
    await new Promise(resolve => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(accepted).toBe(0);
    expect(rejections).toEqual([]);
  });

  it.each<[string, Aggregate]>([
    ['sum', sum('n')],
    ['avg', avg('n')],
    ['max', max('n')],
    ['quantile', quantile('n', 0.5)],
  ])('that is no number sends its event to the quarantine where %s reads it', async (_, aggregate) => {
    const numberOrText = (e: { readonly id: string }) =>
      e.id === 'yes' ? true : Number(e.id) > 0 ? Number(e.id) : e.id;
    const pipeline = pipelineOf(numberOrText, { value: aggregate });
    expect(await foldBothWays(pipeline, ['1', 'yes', '2', 'text'])).toEqual({
      reasons: ['n: expected number, got boolean true', 'n: expected number, got string "text"'],
      accepted: 2,
    });
  });

  it('that is neither true nor false sends its event to the quarantine where boolAnd reads it', async () => {
    const values: Record<string, unknown> = { yes: true, no: false, one: 1, text: 'true', none: null };
    const pipeline = pipelineOf(e => values[e.id], { all: boolAnd('n'), any: boolOr('n') });
    expect(await foldBothWays(pipeline, Object.keys(values))).toEqual({
      reasons: ['n: expected boolean, got number 1', 'n: expected boolean, got string "true"'],
      accepted: 3,
    });
  });

  it('of any type is taken where no number is needed, and a missing one is null', async () => {
    const values: Record<string, unknown> = { a: 'text', b: 1.5, c: false, d: null, e: undefined };
    const pipeline = pipelineOf(e => values[e.id], { kinds: topK('n', 9), first: first('n'), some: count('n') });
    expect(await foldBothWays(pipeline, Object.keys(values))).toEqual({ reasons: [], accepted: 5 });
  });

  it('whose function changes the event fails, and changes nothing', async () => {
    const pipeline = pipelineOf(
      e => {
        'use strict';
        (e as { id: string }).id = 'changed';
        return 1;
      },
      { ids: topK('id', 3) },
    );
    const { reasons, accepted } = await foldBothWays(pipeline, ['a']);
    expect(accepted).toBe(0);
    expect(reasons[0]).toMatch(/^n: Cannot assign to read only property 'id'/);
  });

  it('of ten million characters is counted where none is kept, and not remembered', async () => {
    const pipeline = pipelineOf(e => e.id.repeat(10_000_000), { some: count('n') });
    expect(await foldBothWays(pipeline, ['a', 'a', 'b'])).toEqual({ reasons: [], accepted: 3 });
  });
});
