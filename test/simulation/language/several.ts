import { inputOf as queryInput, type DrawnAggregate, type DrawnKey, type DrawnQuery, type DrawnValue } from './query';
import { aggregate } from './query';
import { expressionsOver, type Language } from './draw-query';
import { arithmetic, coalesced, column, comparison, type Expr, isNull, literal } from './expression';
import type { Random } from '../random';

/** The streams of a run that has several. */
export const STREAMS = ['a', 'b'] as const;
export type StreamName = (typeof STREAMS)[number];

/** What a query over both streams reads of one. */
type Part = Pick<DrawnQuery, 'where' | 'keys' | 'aggregates'> & { readonly select: readonly DrawnValue[] };

/** A query over both streams: its keys, aggregates and values as a whole, and what it reads of each. */
interface SharedQuery extends DrawnQuery {
  readonly parts: Readonly<Record<StreamName, Part>>;
}

/** Which stream each query reads, and the one that reads both. */
export interface SeveralStreams {
  /** What stream b has otherwise than a. */
  readonly b: {
    readonly watermark: {
      readonly outOfOrderness: number;
      readonly idleTimeout: number;
      readonly maxFutureSkew: number;
    };
    readonly within: number;
  };
  readonly from: Readonly<Record<string, StreamName>>;
  readonly shared: SharedQuery;
}

/** What the query over both streams is called. */
export const SHARED = 'shared';

const KEYS: readonly (readonly (readonly DrawnKey[])[])[] = [
  bothOf('k', 'text', column('k'), column('k')),
  bothOf('k', 'text', column('k'), coalesced(column('g'), column('k'))),
  bothOf('g', 'text', column('g'), column('g')),
  bothOf('g', 'text', column('g'), column('k')),
  bothOf('part', 'number', column('n'), column('x')),
  bothOf('part', 'number', arithmetic('%', column('n'), literal(3)), arithmetic('%', column('n'), literal(2))),
].map(both => both.map(key => [key]));

const AGGREGATES: readonly ((name: string) => DrawnAggregate)[] = [
  name => aggregate(name, 'sum', 'number', { input: column('n') }),
  name => aggregate(name, 'max', 'number', { input: column('x') }),
  name => aggregate(name, 'avg', 'number', { input: column('x') }),
  name => aggregate(name, 'count', 'number', { input: column('g') }),
  name => aggregate(name, 'last', 'number', { input: column('x'), nulls: 'respect' }),
  name => aggregate(name, 'first', 'text', { input: column('g'), nulls: 'respect' }),
  name => aggregate(name, 'last', 'number', { input: column('x') }),
  name => aggregate(name, 'approxDistinct', 'number', { input: column('k'), exactUpTo: 1_000 }),
];

function bothOf(name: string, type: DrawnKey['type'], ofA: Expr, ofB: Expr): DrawnKey[] {
  return [ofA, ofB].map(expr => ({ name, expr, type }));
}

export function drawShared(random: Random, window: DrawnQuery['window'], language: Language | undefined): SharedQuery {
  const keys = random.chance(0.15) ? [[], []] : random.pick(KEYS);
  const [a, b] = STREAMS.map((stream, i) => drawPart(random, stream, keys[i]!, language)) as [Part, Part];
  const [events, others] = [column('events'), column('others')];
  const ratio: DrawnValue = { name: 'ratio', expr: arithmetic('/', events, others), type: 'number' };
  const hasTop = keys[0]!.length > 0 && !('gap' in window) && random.chance(0.25);
  return {
    keys: keys[0]!.map(({ name, type }) => ({ name, type, expr: column(name) })),
    window,
    aggregates: [...a.aggregates, ...b.aggregates],
    values: [...a.select, ...b.select, ratio],
    ...(random.chance(0.25) && {
      having: random.pick([comparison('>', events, others), comparison('<=', others, literal(2))]),
    }),
    ...(hasTop && { top: { n: random.int(1, 3), by: others, per: [] } }),
    emit: random.chance(0.3) ? 'onUpdate' : 'onClose',
    parts: { a, b },
  };
}

function drawPart(random: Random, stream: StreamName, keys: readonly DrawnKey[], language: Language | undefined): Part {
  const drawn = random.shuffle(AGGREGATES).slice(0, random.int(0, 3));
  const own = [
    aggregate(stream === 'a' ? 'events' : 'others', 'count', 'number', {}),
    ...drawn.map((of, i) => of(`${stream}${i}`)),
  ];
  const where = !random.chance(0.4)
    ? undefined
    : language
      ? expressionsOver({ ...language, random }).boolean()
      : random.pick([comparison('>', column('n'), literal(0)), isNull(column('g'), true)]);
  const aggregates = own.map(one => ({ ...one, expr: column(`${stream}: ${one.expr.sql}`) }));
  return {
    ...(where && { where }),
    keys,
    aggregates,
    select: aggregates.map(({ name, expr, type }) => ({ name, expr, type })),
  };
}

/** As a definition writes it. */
export function sharedInput({ parts, values, ...query }: SharedQuery): object {
  const {
    groupBy: _,
    select: __,
    ...rest
  } = queryInput({ ...query, values: [] }) as unknown as Record<string, unknown>;
  const areColumns = STREAMS.every(stream => parts[stream].keys.every(({ name, expr }) => expr.sql === name));
  const named = new Set(STREAMS.flatMap(stream => parts[stream].select.map(({ name }) => name)));
  return {
    ...rest,
    ...(areColumns && { groupBy: parts.a.keys.map(({ name }) => name) }),
    from: Object.fromEntries(
      STREAMS.map(stream => {
        const { where, keys, select } = parts[stream];
        const text = ({ sql }: Expr): string => sql.slice(`${stream}: `.length);
        return [
          stream,
          {
            ...(where && { where: where.sql }),
            ...(!areColumns && { groupBy: Object.fromEntries(keys.map(({ name, expr }) => [name, expr.sql])) }),
            select: Object.fromEntries(select.map(({ name, expr }) => [name, text(expr)])),
          },
        ];
      }),
    ),
    select: Object.fromEntries(values.filter(({ name }) => !named.has(name)).map(({ name, expr }) => [name, expr.sql])),
  };
}

/** The queries as they read one stream: those of the other one not at all. */
export function queriesOf(
  stream: StreamName,
  queries: Readonly<Record<string, DrawnQuery>>,
  { from, shared }: SeveralStreams,
): Record<string, DrawnQuery> {
  const { select: _, ...part } = shared.parts[stream];
  const { having: __, top: ___, ...rest } = shared;
  const own = Object.entries(queries).filter(([name]) => from[name] === stream);
  return { ...Object.fromEntries(own), [SHARED]: { ...rest, ...part } };
}
