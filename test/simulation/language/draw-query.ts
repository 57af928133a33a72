import { approxDistinct, avg, count, first, last, max, min, sum } from '../../../engine/index';
import type { Aggregate } from '../../../engine/definition/aggregates';
import type { Random } from '../random';
import { type Columns, Expressions } from './draw-expression';
import { arithmetic, column, comparison, DURATION, type Expr, literal, lookedUp } from './expression';
import {
  aggregate,
  type AggregateName,
  type DrawnAggregate,
  type DrawnField,
  type DrawnKey,
  type DrawnQuery,
  type DrawnType,
  type DrawnValue,
} from './query';

type Options = Pick<DrawnAggregate, 'nulls' | 'exactUpTo'>;

const BUILDERS: Readonly<Record<AggregateName, (field: string, options: Options) => Aggregate>> = {
  count: field => count(field),
  sum: field => sum(field),
  avg: field => avg(field),
  min: field => min(field),
  max: field => max(field),
  first,
  last,
  approxDistinct,
};

/** What the expressions of a definition are drawn from. */
export interface Language {
  readonly random: Random;
  /** The derived fields that expressions may read. */
  readonly derived: readonly DrawnField[];
  /** Some of them are looked up in a table: what decides before they are known may not read them. */
  readonly looksUp?: true;
}

/** Derived fields that are looked up. */
export function drawLookups(random: Random): DrawnField[] {
  const key = (): Expr => (random.chance(0.5) ? column('n') : arithmetic('%', column('n'), literal(13)));
  return random.shuffle<DrawnField>([
    { name: 'label', type: 'text', expr: lookedUp(key(), 'label') },
    { name: 'weight', type: 'number', expr: lookedUp(key(), 'weight') },
  ]);
}

/** Derived fields that are expressions, some over others. */
export function drawDerived(random: Random, before: readonly DrawnField[] = []): DrawnField[] {
  const derived: DrawnField[] = [];
  for (let i = random.int(0, 3); i > 0; i--) {
    const type = random.pick(['number', 'text', 'boolean'] as const);
    const expr = expressionsOver({ random, derived: [...before, ...derived] })[type]();
    derived.push({ name: `d${derived.length}`, type, expr });
  }
  return derived;
}

/** Draws expressions over events. */
export function expressionsOver({ random, derived }: Language): Expressions {
  const of = (type: DrawnType): Expr[] => derived.filter(field => field.type === type).map(({ name }) => column(name));
  return new Expressions(random, {
    exact: [column('n'), column('x')],
    numbers: of('number'),
    texts: [column('k'), column('g'), ...of('text')],
    booleans: of('boolean'),
  });
}

export function drawKey(language: Language): DrawnKey {
  const { random, derived } = language;
  if (derived.length > 0 && random.chance(0.4)) {
    const { name, type } = random.pick(derived);
    return { name, expr: column(name), type };
  }
  const type = random.pick(['number', 'text', 'boolean'] as const);
  return { name: 'e', expr: expressionsOver(language)[type](), type };
}

export function drawAggregate(name: string, language: Language): DrawnAggregate {
  const { random } = language;
  const expressions = expressionsOver(language);
  const fn = random.pick(['count', 'count', 'sum', 'sum', 'avg', 'min', 'max', 'first', 'last'] as const);
  const isText = (fn === 'first' || fn === 'last') && random.chance(0.5);
  const isSum = fn === 'sum' || fn === 'avg';
  const input = isText ? expressions.text() : isSum ? expressions.exact() : expressions.number();
  const filter = random.chance(0.5) ? { filter: expressions.boolean() } : {};
  const isOfAll = fn === 'count' && random.chance(0.5);
  return withOptions(
    aggregate(name, fn, isText ? 'text' : 'number', { ...(!isOfAll && { input }), ...filter }),
    random,
  );
}

/** The aggregate, now and then with what it does otherwise on demand: drawn apart, so that all else stays as it was. */
export function withOptions(one: DrawnAggregate, random: Random): DrawnAggregate {
  const { name, fn, input, filter, type, isOfCode } = one;
  const options: Partial<Record<AggregateName, Options>> = {
    first: { nulls: 'respect' },
    last: { nulls: 'respect' },
    approxDistinct: { exactUpTo: 1_000 },
  };
  if (!options[fn] || random.fork(one.expr.sql).chance(0.6)) return one;
  return aggregate(name, fn, type, { ...(input && { input }), ...(filter && { filter }), ...options[fn] }, isOfCode);
}

/** An aggregate as it is selected: by its builder where there is one, or as SQL. */
export function selected(
  { name, fn, input, filter, expr, type, isOfCode, ...options }: DrawnAggregate,
  random?: Random,
): DrawnValue {
  if (filter || (!isOfCode && random?.chance(0.5))) return { name, expr, type };
  return { name, expr, type, built: input ? BUILDERS[fn](input.sql, options) : count() };
}

/** Values, so that each aggregate is read by one at least: the state stays the same whatever is drawn. */
export function drawValues(
  random: Random,
  { keys, aggregates }: Pick<DrawnQuery, 'keys' | 'aggregates'>,
): DrawnValue[] {
  const [events, ...others] = aggregates;
  const values = random
    .shuffle([events!, ...others.filter(() => random.chance(0.6))])
    .map(one => selected(one, random));
  const names = random.shuffle(['v0', 'v1', 'v2', 'v3']);
  for (let i = random.int(0, 3); i > 0; i--) {
    const type = random.pick(['number', 'number', 'text', 'boolean'] as const);
    const expressions = new Expressions(random, resultColumns({ keys, aggregates, values }));
    values.push({ name: names.pop()!, expr: expressions[type](), type });
  }
  const read = new Set(values.flatMap(({ expr }) => expr.reads));
  return [...values, ...others.filter(({ expr }) => !read.has(expr.sql)).map(one => selected(one, random))];
}

/** What `having` and `top` may read. */
function resultColumns({ keys, aggregates, values }: Pick<DrawnQuery, 'keys' | 'aggregates' | 'values'>): Columns {
  const of = (type: DrawnType): Expr[] => [
    ...aggregates.filter(one => one.type === type && !one.isOfCode).map(({ expr }) => expr),
    ...[...keys, ...values].filter(one => one.type === type).map(({ name }) => column(name)),
  ];
  return { exact: of('number'), numbers: [DURATION], texts: of('text'), booleans: of('boolean') };
}

export function drawHaving(random: Random, query: DrawnQuery): Pick<DrawnQuery, 'having'> {
  const columns = resultColumns(query);
  if (random.chance(0.4)) return { having: new Expressions(random, columns).boolean() };
  const operator = random.pick(['<', '<=', '>', '>=', '<>'] as const);
  return { having: comparison(operator, random.pick(columns.exact), literal(random.pick([0, 1, 2, 3]))) };
}

/** None where a window has one result only, or each key its own windows. */
export function drawTop(random: Random, query: DrawnQuery): Pick<DrawnQuery, 'top'> {
  const { keys, window } = query;
  if (keys.length === 0 || 'gap' in window) return {};
  const columns = resultColumns(query);
  const by = random.chance(0.6) ? random.pick(columns.exact) : new Expressions(random, columns).number();
  const per = random.chance(0.3) ? [random.pick(keys).name] : [];
  return { top: { n: random.pick([1, 1, 2, 3, 5]), by, per } };
}
