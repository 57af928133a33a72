import {
  avg,
  count,
  definePipeline,
  epochMillis,
  number,
  quantile,
  sma,
  string,
  time,
  topK,
  tumbling,
} from '../../../engine/index';

const event = { room: string(), price: number(), at: epochMillis() };
const window = tumbling('1 minute');
const select = { n: count() };
const right = { name: 'rooms', event, eventTime: 'at', queries: { q: { window, select } } } as const;

/** tsc holds these: each line that is expected to be wrong must be, and no other may. */
const definitions: Readonly<Record<string, () => unknown>> = {
  'eventTime: a misspelt field': () =>
    // @ts-expect-error no such field
    definePipeline({ ...right, event, eventTime: 'att' }),
  'partitionBy: a misspelt field': () =>
    // @ts-expect-error no such field
    definePipeline({ ...right, event, partitionBy: 'rom' }),
  'dedupe.by: a misspelt field': () =>
    // @ts-expect-error no such field
    definePipeline({ ...right, event, dedupe: { by: 'rom', within: 1000 } }),
  'groupBy: a misspelt field': () =>
    // @ts-expect-error no such field
    definePipeline({ ...right, event, queries: { q: { groupBy: ['rom'], window, select } } }),
  'groupBy: a text': () =>
    // @ts-expect-error not a list
    definePipeline({ ...right, event, queries: { q: { groupBy: 'room', window, select } } }),
  'an aggregate of a misspelt field': () =>
    // @ts-expect-error no such field
    definePipeline({ ...right, event, queries: { q: { window, select: { mean: avg('prise') } } } }),
  'a topK of a misspelt field': () =>
    // @ts-expect-error no such field
    definePipeline({ ...right, event, queries: { q: { window, select: { top: topK('rom', 3) } } } }),
  'a misspelt option of a field': () =>
    // @ts-expect-error no such option
    definePipeline({ ...right, event: { ...event, price: number({ txt: true }) } }),
  'an option of another kind of field, at load': () =>
    // @ts-expect-error text has no text
    string({ text: true }),
  'a time without its format': () =>
    // @ts-expect-error what it cannot be without
    definePipeline({ ...right, event: { ...event, when: time() } }),
  'late: a text': () =>
    // @ts-expect-error not an object
    definePipeline({ ...right, event, late: '1 day' }),
  'an option that a window does not have': () =>
    // @ts-expect-error no such option
    tumbling('1 day', { timezone: 'UTC' }),
  'a query that has a part that no query has': () =>
    // @ts-expect-error no such part
    definePipeline({ ...right, event, queries: { q: { where: 'x', window, select } } }),
  'a window beside over': () =>
    definePipeline({
      ...right,
      event,
      // @ts-expect-error it has the windows of the other query
      queries: { q: { window, select }, t: { over: 'q', window, select: { m: sma('n', 3) } } },
    }),
  'a derived field that reads a derived field': () =>
    definePipeline({
      ...right,
      event,
      // @ts-expect-error only the event's own fields are there
      derive: { floor: () => 1, above: e => e.floor },
    }),
};

test.each(Object.entries(definitions))('%s is refused by the compiler, and at load', (name, define) => {
  if (name.startsWith('an option')) expect(define).not.toThrow();
  else expect(define).toThrow();
});

test('right names pass the compiler: fields, derived fields, and averages of them', () => {
  const { queries } = definePipeline({
    ...right,
    event,
    derive: { floor: e => e.room.slice(0, 1), dear: ({ price }) => price > 10 },
    partitionBy: 'room',
    dedupe: { by: 'floor', within: '1 minute' },
    queries: {
      q: {
        groupBy: ['floor', 'room'],
        window,
        select: {
          n: count(),
          dear: count('dear'),
          mean: avg('price'),
          p: quantile('price', 0.5),
          top: topK('floor', 3),
        },
      },
      t: { over: 'q', select: { m: sma('n', 3) } },
    },
  });
  expect(queries[0]!.groupBy).toEqual(['floor', 'room']);
});
