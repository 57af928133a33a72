import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { evaluate } from '../../../../engine/expression/evaluate';
import { checked } from '../support';
import { duckdbText, duckdbValue, MACROS } from './duckdb-text';

const near = fc.double({ min: 1e-3, max: 30, noNaN: true });

test.each(['ln(price)', 'exp(price)', 'power(price, discount)'])(
  '%s differs from DuckDB in the last two bits at most',
  async text => {
    const rows = fc.sample(fc.record({ price: near, discount: near }), { seed: 1, numRuns: 500 });
    const connection = await (await DuckDBInstance.create()).connect();
    for (const macro of MACROS) await connection.run(macro);
    const values = rows.map((row, i) => `(${i}, ${duckdbValue(row.price)}, ${duckdbValue(row.discount)})`);
    const { expression } = checked(text);
    const query = `SELECT ${duckdbText(expression)} FROM (VALUES ${values.join(', ')}) AS rows(i, price, discount) ORDER BY i`;
    const theirs = (await connection.runAndReadAll(query)).getRows() as number[][];
    connection.closeSync();
    for (const [i, row] of rows.entries()) {
      const ours = evaluate(expression, row, { onBadNumber: 'throw' }) as number;
      expect(Math.abs(ours - theirs[i]![0]!)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(ours));
    }
  },
);
