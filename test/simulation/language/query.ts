import type { QueryInput } from '../../../engine/index';
import type { Aggregate } from '../../../engine/definition/aggregates';
import type { Pipeline } from '../../../engine/definition/pipeline';
import type { WindowInput } from '../../../engine/definition/windows';
import type { DrawnCascade } from './cascade';
import { column, type Expr } from './expression';
import type { DrawnTime } from './event-time';

/** The aggregates that are drawn, by their names in SQL. */
const SQL_NAMES = {
  count: 'count',
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  first: 'first_value',
  last: 'last_value',
  approxDistinct: 'approx_distinct',
} as const;
export type AggregateName = keyof typeof SQL_NAMES;

/** What an expression may take a value for; undefined: it is of no one type, and no expression reads it. */
export type DrawnType = 'number' | 'text' | 'boolean' | undefined;

/** What a query accumulates. */
export interface DrawnAggregate {
  /** What it is selected as. */
  readonly name: string;
  readonly fn: AggregateName;
  /** Absent: every event counts. */
  readonly input?: Expr;
  readonly filter?: Expr;
  /** Of the first and the last: an event without a value counts too. */
  readonly nulls?: 'respect';
  /** Of different values: how many are counted exactly, more than a run has. */
  readonly exactUpTo?: number;
  /** Its text, as the column of a result that an expression may read. */
  readonly expr: Expr;
  readonly type: DrawnType;
  /** Its input is a function of the definition's: it can be selected, and not be written as SQL. */
  readonly isOfCode: boolean;
}

export function aggregate(
  name: string,
  fn: AggregateName,
  type: DrawnType,
  parts: Pick<DrawnAggregate, 'input' | 'filter' | 'nulls' | 'exactUpTo'>,
  isOfCode = false,
): DrawnAggregate {
  const { input, filter, nulls, exactUpTo } = parts;
  const inside = `${input?.sql ?? '*'}${exactUpTo ? `, ${exactUpTo}` : ''}`;
  const behind = `${filter ? ` filter (where ${filter.sql})` : ''}${nulls ? ' respect nulls' : ''}`;
  return { name, fn, ...parts, expr: column(`${SQL_NAMES[fn]}(${inside})${behind}`), type, isOfCode };
}

export interface DrawnValue {
  readonly name: string;
  readonly expr: Expr;
  readonly type: DrawnType;
  /** As a builder such as `avg('n')` gives it; absent: it is written as SQL. */
  readonly built?: Aggregate;
}

export interface DrawnKey {
  readonly name: string;
  readonly expr: Expr;
  readonly type: DrawnType;
}

export interface DrawnTop {
  readonly n: number;
  readonly by: Expr;
  readonly per: readonly string[];
}

/** A query as it was drawn: what its definition says, and what the oracle goes by. */
export interface DrawnQuery {
  readonly where?: Expr;
  readonly keys: readonly DrawnKey[];
  readonly window: WindowInput;
  /** All that values, `having` and `top` read. */
  readonly aggregates: readonly DrawnAggregate[];
  readonly values: readonly DrawnValue[];
  readonly having?: Expr;
  readonly top?: DrawnTop;
  readonly emit: 'onClose' | 'onUpdate';
}

/** A derived field that is an expression. */
export interface DrawnField {
  readonly name: string;
  readonly expr: Expr;
  readonly type: DrawnType;
}

/** What a definition means, as far as its text says it. */
export interface Meaning {
  /** Each reads fields and those before it. */
  readonly derived: readonly DrawnField[];
  readonly accept?: Expr;
  /** There is a table of labels by numbers, and the first derived fields are looked up in it. */
  readonly looksUp?: true;
  /** Absent where events happen at their `at`. */
  readonly time?: DrawnTime;
  readonly queries: Readonly<Record<string, DrawnQuery>>;
  /** Those over results, in order. */
  readonly cascades?: readonly DrawnCascade[];
}

/** A definition that is deployed, with what it means. */
export interface Stage extends Pipeline {
  readonly meaning: Meaning;
  /** Where it reads several streams, what it is to each, by name: its queries read of it what is theirs. */
  readonly streams?: Readonly<Record<string, Stage>>;
}

/** What a definition is to a shard. */
export function stageOf(stage: Stage, shardId: string): Stage {
  return stage.streams?.[shardId.split('/')[0]!] ?? stage;
}

/** A definition by the streams that it reads. */
export const stagesByStream = (stage: Stage): readonly Stage[] => Object.values(stage.streams ?? { only: stage });

export function inputOf(query: DrawnQuery): QueryInput<string> {
  const { where, keys, window, values, having, top, emit } = query;
  const areColumns = keys.every(({ name, expr }) => expr.sql === name);
  return {
    ...(where && { where: where.sql }),
    groupBy: areColumns ? keys.map(({ name }) => name) : Object.fromEntries(keys.map(key => [key.name, key.expr.sql])),
    window,
    select: Object.fromEntries(values.map(({ name, expr, built }) => [name, built ?? expr.sql])),
    ...(having && { having: having.sql }),
    ...(top && { top: { n: top.n, by: top.by.sql, per: top.per } }),
    emit,
  } as QueryInput<string>;
}

/**
 * All that gives the state of a query its meaning: what is in another one's place may go on with the state where this is equal,
 * and nowhere else.
 */
export function stateOf(stage: Stage, name: string): string {
  const reading = Object.entries(stage.streams ?? {}).filter(([, view]) => name in view.meaning.queries);
  if (stage.streams) return JSON.stringify(reading.map(([stream, view]) => [stream, stateOf(view, name)]));
  const { meaning, fields, queries } = stage;
  const { derived, accept, time } = meaning;
  const { where, keys, aggregates } = meaning.queries[name]!;
  const sources = new Set(time?.fields);
  const text = (expr: Expr | undefined): string | undefined =>
    expr?.written(column => {
      const field = derived.find(one => one.name === column);
      if (!field) sources.add(column);
      return field ? text(field.expr)! : column;
    });
  const read = [
    text(where),
    keys.map(({ name, expr }) => [name, text(expr)]),
    aggregates
      .map(({ fn, input, filter, nulls, exactUpTo }) =>
        JSON.stringify([fn, text(input), text(filter), nulls, exactUpTo]),
      )
      .sort(),
  ];
  const kinds = [...sources].sort().map(field => [field, fields[field]?.kind, fields[field]?.isOptional]);
  const { window } = queries.find(query => query.name === name)!;
  return JSON.stringify([name, text(accept), time?.sql, read, window, kinds]);
}
