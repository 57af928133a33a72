import type { QueryDescription } from '../../api/contract';
import { type Address, isStepFrom, readAddress, writeAddress } from '../../page/address';
import { compared } from '../../page/comparison';
import { toCsv } from '../../page/csv';
import { SPANS_MS } from '../../api/dashboard';
import { atResolution, fittingSpan, nextSpan } from '../../page/span';

const MINUTE_MS = 60_000;

describe('the address of the page', () => {
  const address: Address = {
    pipeline: 'trades',
    query: 'candles & more',
    key: '["B&HP"]',
    compare: ['["CBA"]', '["A=B"]'],
    spanMs: 60 * MINUTE_MS,
    toMs: Date.UTC(2026, 0, 1),
    zone: 'UTC',
  };

  it('says all that is chosen, and is read back', () => {
    expect(readAddress(writeAddress(address))).toEqual(address);
  });

  it.each<[string, Partial<Address>, boolean]>([
    ['another query', { query: 'prices' }, true],
    ['another key', { key: '["ANZ"]' }, true],
    ['another span', { spanMs: 5 * MINUTE_MS }, false],
    ['another time', { toMs: 1 }, false],
    ['a key beside it', { compare: [] }, false],
  ])('%s is a step to come back from or none', (_, change, isStep) => {
    expect(isStepFrom(address, { ...address, ...change })).toBe(isStep);
    expect(isStepFrom({}, { ...address, ...change })).toBe(false);
  });

  it('of what goes on now has no time', () => {
    const { toMs, ...now } = { ...address, zone: 'local' as const };
    expect(toMs).toBeDefined();
    expect(readAddress(writeAddress({ ...now, toMs: undefined }))).toEqual({ ...now, zone: undefined });
  });

  it('is not believed where it says what cannot be', () => {
    expect(readAddress('?span=7&to=soon&zone=Mars')).toEqual({ compare: [] });
    expect(readAddress('')).toEqual({ compare: [] });
  });
});

describe('the span', () => {
  const tumbling = (sizeMs: number) => ({ kind: 'grid', sizeMs, slideMs: sizeMs }) as const;

  it('stays where it shows windows of this kind, and else is the nearest that does', () => {
    const inMinutes = (sizeMs: number, spanMs: number) => fittingSpan(tumbling(sizeMs), spanMs) / MINUTE_MS;
    expect(inMinutes(5_000, 5 * MINUTE_MS)).toBe(5);
    expect(inMinutes(MINUTE_MS, 5 * MINUTE_MS)).toBe(15);
    expect(inMinutes(60 * MINUTE_MS, 5 * MINUTE_MS)).toBe(24 * 60);
    expect(inMinutes(1_000, 30 * 24 * 60 * MINUTE_MS)).toBe(60);
    expect(inMinutes(30 * 24 * 60 * MINUTE_MS, 5 * MINUTE_MS)).toBe(30 * 24 * 60);
  });

  it('goes up and down by steps to either end', () => {
    expect(SPANS_MS.map(spanMs => nextSpan(spanMs, true))).toEqual([...SPANS_MS.slice(1), SPANS_MS.at(-1)]);
    expect(SPANS_MS.map(spanMs => nextSpan(spanMs, false))).toEqual([SPANS_MS[0], ...SPANS_MS.slice(0, -1)]);
  });
});

describe('the resolution', () => {
  const candles = (name: string, sizeMs: number, ...names: string[]): QueryDescription => ({
    name,
    groupBy: ['symbol'],
    window: { kind: 'grid', sizeMs, slideMs: sizeMs },
    values: ['close', ...names].map(each => ({ name: each, aggregate: 'last', type: 'number' })),
    emit: 'onClose',
  });
  const queries = [
    candles('hours', 3_600_000),
    candles('seconds', 1_000),
    candles('others', 10_000, 'volume'),
    candles('minutes', 60_000),
  ];
  const at = (name: string, minutes: number) =>
    atResolution(
      queries,
      queries.find(query => query.name === name)!,
      minutes * MINUTE_MS,
    ).name;

  it('follows the span among queries that say the same', () => {
    expect([5, 60, 24 * 60, 7 * 24 * 60].map(minutes => at('seconds', minutes))).toEqual([
      'seconds',
      'minutes',
      'minutes',
      'hours',
    ]);
    expect([5, 365 * 24 * 60].map(minutes => at('hours', minutes))).toEqual(['seconds', 'hours']);
  });

  it('stays where no other query says the same', () => {
    expect([5, 7 * 24 * 60].map(minutes => at('others', minutes))).toEqual(['others', 'others']);
  });
});

describe('keys that are compared', () => {
  const point = (startMs: number, value: number | null) => ({
    startMs,
    final: true,
    revision: 0,
    revised: true,
    values: [value],
  });
  const keys = [
    [point(0, 100), point(1, 110)],
    [point(1, null), point(2, 0.5), point(3, 0.4)],
  ];

  it('are changes since their first window, in per cent', () => {
    expect(compared(keys, 0, false).map(({ startMs, values }) => [startMs, ...values])).toEqual([
      [0, 0, null],
      [1, expect.closeTo(10, 9), null],
      [2, null, 0],
      [3, null, expect.closeTo(-20, 9)],
    ]);
  });

  it('are counts as they are', () => {
    expect(compared(keys, 0, true).map(({ values }) => values)).toEqual([
      [100, null],
      [110, null],
      [null, 0.5],
      [null, 0.4],
    ]);
  });
});

test('what is saved is CSV, in which no text is a formula', () => {
  const rows = [
    ['a "b"', 'c,d', 1.5, null],
    ['=1+1', '-x', -1, 'plain'],
  ];
  expect(toCsv(rows)).toBe('"a ""b""","c,d",1.5,\r\n\'=1+1,\'-x,-1,plain\r\n');
});
