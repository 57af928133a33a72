import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { compile } from '../../../../engine/expression/compile';
import { evaluate } from '../../../../engine/expression/evaluate';
import type { Expression } from '../../../../engine/expression/expression';
import { checked, messageOr, type Row } from '../support';
import { expressionTexts, rows } from './draw';
import { duckdbText, duckdbValue, MACROS } from './duckdb-text';
import { EVERY, SHARED, type Templates } from './templates';

/** What differed, of how many values. */
export interface Comparison {
  expressions: number;
  values: number;
  nulls: number;
  different: number;
  /** The first that differ. */
  readonly examples: Difference[];
}

interface Difference {
  readonly text: string;
  readonly row: Row;
  readonly one: unknown;
  readonly other: unknown;
}

interface Batch {
  readonly texts: readonly string[];
  readonly expressions: readonly Expression[];
  readonly rows: readonly Row[];
}

const BATCH = 100;
const ROWS = 10;
const EXAMPLES_MAX = 5;

/** Expressions of every function, interpreted and compiled, where what cannot be computed is thrown and where it is null. */
export function compareCompiled(expressions: number, seed: number): Comparison {
  const comparison = emptyComparison();
  for (const batch of batches(expressions, seed, EVERY)) {
    comparison.expressions += batch.texts.length;
    for (const onBadNumber of ['throw', 'null'] as const) {
      let at: Row = {};
      const readers = batch.expressions.map(each => compile(each, name => () => at[name]!, { onBadNumber }));
      add(comparison, batch, (i, row) => {
        at = row;
        return [messageOr(() => evaluate(batch.expressions[i]!, row, { onBadNumber })), messageOr(readers[i]!)];
      });
    }
  }
  return comparison;
}

/** Expressions of the functions that DuckDB has too, interpreted here and there. */
export async function compareWithDuckDb(expressions: number, seed: number, templates = SHARED): Promise<Comparison> {
  const comparison = emptyComparison();
  const connection = await (await DuckDBInstance.create()).connect();
  for (const macro of MACROS) await connection.run(macro);
  for (const batch of batches(expressions, seed, templates)) {
    comparison.expressions += batch.texts.length;
    const theirs = await duckdbValues(connection, batch);
    add(comparison, batch, (i, row, r) => [
      evaluate(batch.expressions[i]!, row, { onBadNumber: 'null' }),
      theirs[r]![i],
    ]);
  }
  connection.closeSync();
  return comparison;
}

const emptyComparison = (): Comparison => ({
  expressions: 0,
  values: 0,
  nulls: 0,
  different: 0,
  examples: [],
});

function* batches(expressions: number, seed: number, templates: Templates): Generator<Batch> {
  const drawn = expressionTexts(templates);
  for (let from = 0; from < expressions; from += BATCH) {
    const sampled = { seed: seed + from, numRuns: Math.min(BATCH, expressions - from) };
    const texts = fc.sample(drawn, sampled);
    const written = texts.map(text => checked(text).expression);
    yield { texts, expressions: written, rows: fc.sample(rows, { ...sampled, numRuns: ROWS }) };
  }
}

/** Zeros of both signs are one to DuckDB as to us: ours is never negative. */
const positive = (value: unknown): unknown => (typeof value === 'number' ? value + 0 : value);

function add(
  comparison: Comparison,
  batch: Batch,
  pair: (expression: number, row: Row, r: number) => [unknown, unknown],
): void {
  for (const [i, text] of batch.texts.entries())
    for (const [r, row] of batch.rows.entries()) {
      const [one, other] = pair(i, row, r);
      comparison.values++;
      if (one === null) comparison.nulls++;
      if (Object.is(positive(one), positive(other))) continue;
      comparison.different++;
      if (comparison.examples.length < EXAMPLES_MAX) comparison.examples.push({ text, row, one, other });
    }
}

/** One query for all expressions of a batch and all its rows. */
async function duckdbValues(connection: DuckDBConnection, { expressions, rows }: Batch): Promise<readonly unknown[][]> {
  const names = Object.keys(rows[0]!);
  const values = rows.map((row, r) => `(${[String(r), ...names.map(name => duckdbValue(row[name]!))].join(', ')})`);
  const query = `SELECT ${expressions.map(duckdbText).join(',\n')}
    FROM (VALUES ${values.join(',\n')}) AS rows(r, ${names.map(name => `"${name}"`).join(', ')}) ORDER BY r`;
  return (await connection.runAndReadAll(query)).getRows();
}
