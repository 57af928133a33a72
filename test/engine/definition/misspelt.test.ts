import {
  avg,
  bollinger,
  count,
  definePipeline,
  ema,
  epochMillis,
  first,
  hopping,
  number,
  quantile,
  session,
  sma,
  string,
  topK,
  tumbling,
  value,
} from '../../../engine/index';

type Loose = (input: unknown) => unknown;
type Builder = (...parameters: unknown[]) => never;
const loose = (builder: unknown): Builder => builder as Builder;

/** The mistakes found where one part of a right definition is replaced, without the pipeline's name. */
function mistakes(change: Record<string, unknown>): string[] {
  const right = {
    name: 'rooms',
    event: { room: string(), price: number(), at: epochMillis(), note: string().optional() },
    eventTime: 'at',
    queries: { prices: { groupBy: ['room'], window: tumbling('10 seconds'), select: { mean: avg('price') } } },
  };
  return refusal({ ...right, ...change });
}

function refusal(input: unknown): string[] {
  try {
    (definePipeline as Loose)(input);
  } catch (error) {
    expect((error as Error).name).toBe('DefinitionError');
    return (error as Error).message.split('\n').map(line => line.replace(/^pipeline ("\w+"|without a name): /, ''));
  }
  return [];
}

const query = (change: Record<string, unknown>) => ({
  queries: { prices: { window: tumbling('10 seconds'), select: { n: count() }, ...change } },
});
const averaged = (change: Record<string, unknown>) => ({
  queries: { ...query({}).queries, trend: { over: 'prices', select: { mean: sma('n', 3) }, ...change } },
});

test.each([
  [{ partitionby: 'room' }, 'partitionby: no such name; did you mean partitionBy?'],
  [{ dedup: { by: 'room', within: 1000 } }, 'dedup: no such name; did you mean dedupe?'],
  [
    { sinks: {} },
    'sinks: no such name; expected name, version, source, event, derive, lookups, eventTime, partitionBy, watermark, late, dedupe, commitEvery, queries, sources',
  ],
  [{ late: { allow: '1 day' } }, 'late.allow: no such name; did you mean allowed?'],
  [
    { watermark: { outOfOrdernes: '5 seconds' } },
    'watermark.outOfOrdernes: no such name; did you mean outOfOrderness?',
  ],
  [{ dedupe: { by: 'room', withn: 1, within: 1000 } }, 'dedupe.withn: no such name; did you mean within?'],
  [query({ were: 'x' }), 'queries.prices.were: no such name; did you mean where?'],
  [query({ groupby: ['room'] }), 'queries.prices.groupby: no such name; did you mean groupBy?'],
  [query({ emitt: 'onUpdate' }), 'queries.prices.emitt: no such name; did you mean emit?'],
  [
    query({ window: loose(tumbling)('1 day', { timezone: 'UTC' }) }),
    'queries.prices.window.timezone: no such name; did you mean timeZone?',
  ],
  [
    query({ window: loose(hopping)('1 day', '1 hour', { ofset: 1 }) }),
    'queries.prices.window.ofset: no such name; did you mean offset?',
  ],
  [
    query({ window: loose(session)('1 minute', { maxDuraton: '1 hour' }) }),
    'queries.prices.window.maxDuraton: no such name; did you mean maxDuration?',
  ],
  [
    query({ select: { m: { kind: 'avg', field: 'price', filter: 'x' } } }),
    'queries.prices.select.m.filter: no such name; expected kind, field',
  ],
  [averaged({ selct: {} }), 'queries.trend.selct: no such name; did you mean select?'],
  [averaged({ over: 'price' }), 'queries.trend.over: no query "price"; did you mean prices?'],
  [
    averaged({ select: { m: { ...sma('n', 3), weight: 1 } } }),
    'queries.trend.select.m.weight: no such name; expected kind, of, n',
  ],
])('an unknown name is refused with its place, and the nearest one: %j', (change, line) => {
  expect(mistakes(change)).toEqual([line]);
});

test.each([
  [{ eventTime: 'att' }, 'eventTime: no field "att" in event; did you mean at?'],
  [{ partitionBy: 'rom' }, 'partitionBy: no field "rom" in event; did you mean room?'],
  [{ dedupe: { by: 'rooms', within: 1000 } }, 'dedupe.by: no field "rooms" in event or derive; did you mean room?'],
  [query({ groupBy: ['Room'] }), 'queries.prices.groupBy[0]: no field "Room" in event or derive; did you mean room?'],
  [query({ groupBy: ['toString'] }), 'queries.prices.groupBy[0]: no field "toString" in event or derive'],
  [query({ select: { m: loose(avg)('prise') } }), 'queries.prices.select.m: no column prise; did you mean price?'],
  [averaged({ select: { m: sma('m', 3) } }), 'queries.trend.select.m: query prices selects no "m"'],
])('a field that is none is refused with the nearest one: %j', (change, line) => {
  expect(mistakes(change)).toEqual([line]);
});

test.each([
  [{ name: ['rooms'] }, 'name: expected lower-case letters, digits and hyphens, at most 40: ["rooms"]'],
  [{ version: '2' }, 'version: expected a number: "2"'],
  [{ version: 1n }, 'version: expected a number: 1n'],
  [query({ groupBy: [, 'room'] }), 'queries.prices.groupBy[0]: no field undefined in event or derive'],
  [query({ select: { n: { kind: 'avg', field: 'price', k: 1n } } }), 'queries.prices.select.n.k: only topK takes it'],
  [
    query({ select: { n: { kind: 'topK', field: 'room', k: 3, q: 1 } } }),
    'queries.prices.select.n.q: only quantile takes it',
  ],
  [
    query({ select: { n: { ...count(), surplus: 'x' } } }),
    'queries.prices.select.n.surplus: no such name; expected kind, field',
  ],
  [
    averaged({ select: { m: { ...sma('n', 3), line: 'lower' } } }),
    'queries.trend.select.m.line: only bollinger, macd, stochastic, anomaly take it',
  ],
  [averaged({ select: { m: { ...ema('n', 3), k: 1n } } }), 'queries.trend.select.m.k: only bollinger, anomaly take it'],
  [
    averaged({ select: { m: { kind: 'bollinger', of: 'n', n: 3, k: 2, line: 'midle' } } }),
    'queries.trend.select.m.line: expected lower, middle or upper: "midle"',
  ],
  [averaged({ select: { p: { ...value('n'), n: 7 }, m: sma('n', 3) } }), 'queries.trend.select.p: n must be 1: 7'],
  [{ late: '1 day' }, `late: expected an object such as { allowed: '1 hour' }: "1 day"`],
  [{ late: null }, `late: expected an object such as { allowed: '1 hour' }: null`],
  [{ late: { allowed: ['1 day'] } }, `late.allowed: not a duration: ["1 day"] (write '5 seconds' or milliseconds)`],
  [{ late: { allowed: 1n } }, `late.allowed: not a duration: 1n (write '5 seconds' or milliseconds)`],
  [
    query({ window: tumbling('5 parsecs') }),
    `queries.prices.window.size: not a duration of at least 1 ms: "5 parsecs" (write '5 seconds' or milliseconds)`,
  ],
  [{ watermark: '5 seconds' }, `watermark: expected an object such as { outOfOrderness: '5 seconds' }: "5 seconds"`],
  [{ derive: ['path'] }, `derive: expected an object such as { path: 'url_path(url)' }: ["path"]`],
  [query({ groupBy: 'room' }), `queries.prices.groupBy: expected a list of fields such as ['room']: "room"`],
  [query({ groupBy: ['room', 'room'] }), 'queries.prices.groupBy[1]: room is named twice'],
  [query({ select: 'n' }), 'queries.prices.select: expected an object such as { readings: count() }: "n"'],
  [
    query({ select: { n: count } }),
    "queries.prices.select.n: expected an aggregate such as count() or avg('price'), or an expression over some: the function count",
  ],
  [
    query({ select: { n: loose(avg)('price', { where: 'x' }) } }),
    'queries.prices.select.n: avg takes one field, got also {"where":"x"}',
  ],
  [
    query({ select: { n: loose(avg)(['price']) } }),
    'queries.prices.select.n: expected a field or an expression: ["price"]',
  ],
  [
    query({ window: loose(tumbling)('10 seconds', '5 seconds') }),
    `queries.prices.window.options: expected an object such as { offset: '1 hour' }: "5 seconds"`,
  ],
  [
    { queries: { prices: null } },
    `queries.prices: expected an object such as { window: tumbling('1 minute'), select: { n: count() } }: null`,
  ],
  [
    averaged({ window: tumbling('1 hour') }),
    "queries.trend.select.mean: sma goes along a key's windows: it belongs to a query with over and no window",
  ],
  [
    averaged({ groupBy: ['room'] }),
    'queries.trend.groupBy: beside over only with a window; without one the keys are those of prices',
  ],
  [averaged({ emit: 'onUpdate' }), 'queries.trend.emit: not beside over: it reports when its windows close'],
])('a part of another shape is refused in one line: %o', (change, line) => {
  expect(mistakes(change)).toEqual([line]);
});

test.each([
  [string, 'event.price: expected a field such as string() or number(): a function'],
  ['number', 'event.price: expected a field such as string() or number(): "number"'],
  [{ kind: 'numbr' }, 'event.price: expected a field such as string() or number(): {"kind":"numbr"}'],
  [loose(number)('text'), 'event.price: number() takes at, text, got "text"'],
  [{ kind: 'number', optional: true }, 'event.price.optional: no such name; did you mean isOptional?'],
  [{ ...number(), type: 'price' }, 'event.price.type: no such name; expected at, text'],
  [{ kind: 'number', isOptional: 'no' }, 'event.price.isOptional: expected true or false: "no"'],
])('a field of the event is one of the builders: %o', (field, line) => {
  expect(mistakes({ event: { room: string(), price: field, at: epochMillis() } })[0]).toBe(line);
});

test.each([
  [
    query({ window: loose(tumbling)('1 minute', {}, { offset: 1 }) }),
    'tumbling takes a size and options',
    '{"offset":1}',
  ],
  [query({ window: loose(hopping)('1 minute', '1 second', {}, 4) }), 'hopping takes a size, a slide and options', '4'],
  [query({ window: loose(session)('1 minute', {}, 'x') }), 'session takes a gap and options', '"x"'],
  [query({ select: { x: loose(topK)('room', 3, 5) } }), 'topK takes a field and k', '5'],
  [query({ select: { x: loose(quantile)('price', 0.5, 0.9) } }), 'quantile takes a field and q', '0.9'],
  [query({ select: { x: loose(count)('room', 'price') } }), 'count takes one field', '"price"'],
  [query({ select: { x: loose(count)(undefined, 'price') } }), 'count takes one field', '"price"'],
  [query({ select: { x: loose(first)('room', 2) } }), "first takes one field and { nulls: 'respect' }", '2'],
  [averaged({ select: { x: loose(sma)('n', 3, 4), y: sma('n', 3) } }), 'sma takes the name of a value and n', '4'],
  [averaged({ select: { x: loose(ema)('n', 3, 4) } }), 'ema takes the name of a value and n', '4'],
  [averaged({ select: { x: loose(value)('n', 1), y: sma('n', 3) } }), 'value takes the name of a value', '1'],
  [
    averaged({ select: { x: (loose(bollinger)('n', 3, 2, 9) as { middle: unknown }).middle } }),
    'bollinger takes the name of a value, n and k',
    '9',
  ],
])('what a builder is given beyond what it takes is refused: %j', (change, takes, given) => {
  expect(mistakes(change)).toEqual([expect.stringMatching(/^queries\.\w+\.(window|select\.x): /)]);
  expect(mistakes(change)[0]).toMatch(new RegExp(`: ${takes}, got also ${given}$`));
});

test.each([[undefined], [null], ['trades'], [[]]])('definePipeline(%j) is one line', input => {
  const [line, ...more] = refusal(input);
  expect(line).toMatch(/^definePipeline takes an object with name, event, eventTime and queries: /);
  expect(more).toEqual([]);
});

test('no name of a definition is __proto__', () => {
  const named = (part: unknown) => Object.fromEntries([['__proto__', part]]) as Record<string, unknown>;
  expect(mistakes({ queries: named(query({}).queries.prices) })[0]).toMatch(/^queries.__proto__: /);
  expect(mistakes({ derive: named(() => 1) })).toEqual(['derive.__proto__: not an identifier']);
  expect(mistakes(query({ select: named(count()) }))).toEqual(['queries.prices.select.__proto__: not an identifier']);
  expect(mistakes({ event: { room: string(), price: number(), at: epochMillis(), ...named(string()) } })).toEqual([
    'event.__proto__: no field can have this name',
  ]);
});

test('a field may be written out', () => {
  const price = { kind: 'number', isOptional: true };
  expect(mistakes({ event: { room: string(), price, at: { kind: 'epochMillis' } } })).toEqual([]);
});

test('every mistake is told at once, also in different queries', () => {
  const { queries } = query({ emitt: 1 });
  expect(mistakes({ lat: {}, queries: { ...queries, other: { ...queries.prices, wher: 1 } } })).toHaveLength(4);
});

describe('a derived field', () => {
  type Event = Record<string, never>;
  const derived = (compute: (event: Event) => unknown) => mistakes({ derive: { room_of: () => 1, x: compute } });

  it('sees no derived field', () => {
    expect(derived(e => e['room_of'])).toEqual([
      `derive.x: reads room_of, a derived field: a function sees the event's own fields only`,
    ]);
  });

  it('that reads a misspelt field is refused with the nearest one', () => {
    expect(derived(({ pirce }) => pirce)).toEqual(['derive.x: reads "pirce", no field in event; did you mean price?']);
    expect(derived(e => e['note'] ?? e['notes'])).toEqual([
      'derive.x: reads "notes", no field in event; did you mean note?',
    ]);
  });

  it.each([[e => 'prise' in e], [e => Object.hasOwn(e, 'prise')], [e => Object.keys(e).length > 9 || 'prise' in e]] as [
    (event: Event) => unknown,
  ][])('that asks whether there is a misspelt field is refused: %p', compute => {
    expect(derived(compute)).toEqual(['derive.x: reads "prise", no field in event; did you mean price?']);
  });

  it('may ask whether there is a field', () => {
    expect(derived(e => 'price' in e && Object.hasOwn(e, 'note') && Object.entries({ ...e }).length > 1)).toEqual([]);
  });

  it.each([[NaN], [-Infinity]])('that gives %p and reads nothing is refused', value => {
    expect(derived(() => value)).toEqual([
      `derive.x: gives ${value} for every event: expected text, a finite number, true, false or null`,
    ]);
  });

  it('may give NaN for a sample: its texts are no numbers', () => {
    expect(derived(e => Number(e['room']))).toEqual([]);
  });

  it('may ask of the event what any object has, and may throw', () => {
    expect(derived(e => JSON.stringify(e) + String(e) + Object.keys(e).length)).toEqual([]);
    expect(
      derived(() => {
        throw new Error('not this one');
      }),
    ).toEqual([]);
  });

  it.each([
    [() => new Date(0), 'an object'],
    [() => [1], 'an array'],
    [() => 1n, 'a bigint'],
    [() => () => 1, 'a function'],
    [() => Promise.reject(new Error('later')), 'a promise'],
  ])('that gives no value of an event is refused: %p', (compute, kind) => {
    expect(derived(compute)).toEqual([`derive.x: gives ${kind}: expected text, a finite number, true, false or null`]);
  });
});
