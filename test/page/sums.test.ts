import fc from 'fast-check';
import type { QueryDescription, ValueDescription } from '../../api/contract';
import type { Point } from '../../page/ring';
import { anyKey, includes, parseSelection, partsOf, textOf, toggled } from '../../page/selection';
import { figuresOf, type KeyPoints, periodOf, sharesOf, sumOf, together } from '../../page/sums';

const MINUTE_MS = 60_000;
const values: readonly ValueDescription[] = [
  { name: 'visits', aggregate: 'count', type: 'number', isCount: true, isAdditive: true },
  { name: 'pages', aggregate: 'sum', type: 'number', isAdditive: true },
  { name: 'each', aggregate: 'expression', type: 'number', ratio: { of: 'pages', per: 'visits' } },
  { name: 'longest', aggregate: 'max', type: 'number' },
];
const query: QueryDescription = {
  name: 'q',
  groupBy: ['source', 'device'],
  window: { kind: 'grid', sizeMs: MINUTE_MS, slideMs: MINUTE_MS },
  values,
  emit: 'onClose',
};
const point = (minute: number, visits: number, pages: number, final = true): Point => ({
  startMs: minute * MINUTE_MS,
  final,
  revision: 0,
  revised: false,
  values: [visits, pages, pages / visits, 9],
});
const keyOf = (source: string | null, device: string, points: readonly Point[]): KeyPoints => ({
  parts: partsOf([source, device]),
  points,
});
const keys = [
  keyOf('a', 'phone', [point(0, 1, 2), point(1, 2, 5)]),
  keyOf('a', 'desk', [point(1, 3, 3, false)]),
  keyOf(null, 'desk', [point(1, 10, 10)]),
];

describe('several keys together', () => {
  it('have the sums of what adds up, the quotients of sums, and nothing of the rest', () => {
    expect(together(values, keys).map(({ startMs, final, values }) => [startMs, final, ...values])).toEqual([
      [0, true, 1, 2, 2, null],
      [MINUTE_MS, false, 15, 18, 1.2, null],
    ]);
  });

  it('are the same however they are divided', () => {
    const row = fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.constant(null), fc.nat(9));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.nat(), (rows, cut) => {
        const at = cut % (rows.length + 1);
        const parts = [rows.slice(0, at), rows.slice(at)].filter(({ length }) => length > 0);
        const inParts = parts.map(part => sumOf(values, part));
        expect(sumOf(values, inParts)).toEqual(sumOf(values, rows));
      }),
    );
  });

  it('have no quotient where nothing is below it', () => {
    expect(sumOf(values, [[0, 5, null, null]])).toEqual([0, 5, null, null]);
    expect(sumOf(values, [])).toEqual([null, null, null, null]);
  });
});

describe('the numbers of a period', () => {
  const points = [point(0, 1, 2), point(1, 2, 2), point(2, 3, 9), point(3, 4, 4)];
  const figures = (spanMinutes: number, oldestMinute = 0) => {
    const known = { oldestMs: oldestMinute * MINUTE_MS, newestMs: 3 * MINUTE_MS };
    const period = periodOf(query, known, 3.5 * MINUTE_MS, spanMinutes * MINUTE_MS);
    return figuresOf(query, points, period, known).map(
      ({ description, value, before, isLatest }) =>
        `${description.name} ${value} after ${before}${isLatest ? ', latest' : ''}`,
    );
  };

  it('are those of as many windows as before, up to the newest one', () => {
    expect(figures(2)).toEqual([
      'visits 7 after 3',
      'pages 13 after 4',
      `each ${13 / 7} after ${4 / 3}`,
      'longest 9 after 9, latest',
    ]);
  });

  it('are beside nothing where the period before is not known in whole', () => {
    expect(figures(2, 1).slice(0, 3)).toEqual([
      'visits 7 after null',
      'pages 13 after null',
      `each ${13 / 7} after null`,
    ]);
  });

  it('are of one window where the span is shorter than it', () => {
    expect(figures(0.5)[0]).toBe('visits 4 after 3');
  });

  it('of windows that overlap are those of the newest, since events are in several', () => {
    const hopping = { ...query, window: { kind: 'grid', sizeMs: 2 * MINUTE_MS, slideMs: MINUTE_MS } } as const;
    const known = { oldestMs: 0, newestMs: 3 * MINUTE_MS };
    const period = periodOf(hopping, known, 4 * MINUTE_MS, 2 * MINUTE_MS);
    expect(figuresOf(hopping, points, period, known)[0]).toMatchObject({ value: 4, before: 2, isLatest: true });
    const opened = [...points, point(4, 0, 0, false)];
    expect(figuresOf(hopping, opened, period, known)[0]).toMatchObject({ value: 4, before: 2 });
  });
});

describe('a period', () => {
  const of = (window: QueryDescription['window'], newestMs: number, toMs: number, spanMs: number) =>
    periodOf({ ...query, window }, { oldestMs: 0, newestMs }, toMs, spanMs);
  const tumbling = (sizeMs: number) => ({ kind: 'grid', sizeMs, slideMs: sizeMs }) as const;

  it('has whole windows, as many as are nearest to the span', () => {
    const { fromMs, toMs } = of(tumbling(7 * MINUTE_MS), 70 * MINUTE_MS, 80 * MINUTE_MS, 60 * MINUTE_MS);
    expect([fromMs, toMs].map(ms => ms / MINUTE_MS)).toEqual([14, 77]);
  });

  it('ends where the span does where windows have long ceased to come', () => {
    const { fromMs, toMs } = of(tumbling(MINUTE_MS), 10 * MINUTE_MS, 40 * MINUTE_MS, 15 * MINUTE_MS);
    expect([fromMs, toMs].map(ms => ms / MINUTE_MS)).toEqual([25, 40]);
  });

  it('has as many days as the one before where the clocks change between them', () => {
    const window = { kind: 'calendar', unit: 'day', timeZone: 'America/New_York' } as const;
    // Clocks go back on 1 November 2026: from then on days start at 05:00 UTC.
    const starts = Array.from({ length: 16 }, (_, i) => Date.UTC(2026, 9, 20 + i, i <= 12 ? 4 : 5));
    const points = starts.map((startMs, i): Point => ({ ...point(0, 1, 1), startMs, values: [1, i, i, 9] }));
    const known = { oldestMs: starts[0]!, newestMs: starts.at(-1)! };
    for (const days of [1, 7]) {
      const period = periodOf({ ...query, window }, known, starts.at(-1)! + 26 * 3_600_000, days * 86_400_000);
      expect(figuresOf({ ...query, window }, points, period, known)[0]).toMatchObject({ value: days, before: days });
    }
  });
});

describe('the table of one of the keys', () => {
  const period = { fromMs: MINUTE_MS, toMs: 2 * MINUTE_MS };

  it('has what each of its values has, highest first', () => {
    expect(sharesOf(keys, anyKey(2), 0, 0, period)).toEqual([
      { part: 'null', sum: 10 },
      { part: '"a"', sum: 5 },
    ]);
  });

  it('follows what is chosen of the other keys, and still shows what else could be chosen of its own', () => {
    const desk = ['"a"', '"desk"'];
    expect(sharesOf(keys, desk, 0, 0, period)).toEqual([
      { part: 'null', sum: 10 },
      { part: '"a"', sum: 3 },
    ]);
    expect(sharesOf(keys, desk, 1, 0, period)).toEqual([
      { part: '"desk"', sum: 3 },
      { part: '"phone"', sum: 2 },
    ]);
  });
});

describe('a selection of keys', () => {
  it('is a text that is read back, and that of one key is the key', () => {
    for (const selection of [anyKey(2), ['"a"', undefined], ['null', '1.5']])
      expect(parseSelection(textOf(selection), 2)).toEqual(selection);
    expect(textOf(partsOf(['a', null]))).toBe('["a",null]');
  });

  it.each(['', '[', '{}', '["a"]', 'null'])('is not read from %j', text => {
    expect(parseSelection(text, 2)).toBeUndefined();
  });

  it('takes a value, and lets it go when it is chosen again', () => {
    const chosen = toggled(anyKey(2), 1, '"desk"');
    expect(keys.map(({ parts }) => includes(chosen, parts))).toEqual([false, true, true]);
    expect(toggled(chosen, 1, '"desk"')).toEqual(anyKey(2));
  });
});
