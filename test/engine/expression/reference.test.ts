import { DuckDBInstance } from '@duckdb/node-api';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expression } from '../../../engine/expression/expression';
import { FUNCTION_NAMES, FUNCTIONS } from '../../../engine/expression/functions/index';
import type { Argument } from '../../../engine/expression/functions/scalar-function';
import type { Typed } from '../../../engine/expression/type';
import { checked, outcome, type Row } from './support';

const PAGE = readFileSync(join(__dirname, '../../../docs/functions.md'), 'utf8');
const event = JSON.parse(/```json\n(.*)\n```/.exec(PAGE)![1]!) as Record<string, string | number>;
const row: Row = { ...event, at: Date.parse(String(event['at'])) };

/** Cells of the rows of the tables whose heads begin so. */
function cellsOf(...heads: readonly string[]): string[][] {
  const tables = PAGE.split(/\n\n+/).filter(block => heads.some(head => block.startsWith(`| ${head} `)));
  return tables.flatMap(table =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map(line => line.split(/(?<!\\)\|/).slice(1, -1))
      .map(cells => cells.map(cell => cell.trim().replaceAll('\\|', '|'))),
  );
}

const code = (cell: string): string => cell.replace(/^`(.*)`$/, '$1');

/** A value as the page shows it. */
function shown(value: unknown, type: Typed['type']): string {
  if (value === null) return 'null';
  if (type === 'time') return new Date(value as number).toISOString();
  return typeof value === 'string' ? `'${value}'` : String(value);
}

const examples = cellsOf('operator', 'function');

test.each(examples)('%s, which gives %s: %s is %s', (_, gives, example, is) => {
  const text = code(example!);
  const { type } = checked(text).type;
  expect(shown(outcome(text, row), type)).toBe(code(is!));
  if (gives !== 'any' && gives !== 'type')
    expect(type === 'integer' && gives === 'number' ? 'number' : type).toBe(gives);
});

const functionsIn = (expression: Expression): string[] =>
  expression.op === 'call' ? [expression.fn, ...expression.args.flatMap(functionsIn)] : [];

test('every function and operator has an example', () => {
  const used = new Set(examples.flatMap(([, , example]) => functionsIn(checked(code(example!)).expression)));
  expect([...FUNCTIONS.keys()].filter(name => !used.has(name))).toEqual([]);
});

const signatures = cellsOf('function').map(([signature, gives]) => [/`(.*?)`/.exec(signature!)![1]!, gives!] as const);

test('every function that is called by its name has its signature, and no other has', () => {
  const named = new Set(signatures.map(([signature]) => /^\w+/.exec(signature)![0]));
  expect([...named].sort()).toEqual([...FUNCTION_NAMES].sort());
});

/** What a word of a signature stands for. */
const STANDING: Readonly<Record<string, Argument>> = {
  unit: { type: 'text', isNullable: false, value: 'day' },
  field: { type: 'text', isNullable: false, value: 'hour' },
  zone: { type: 'text', isNullable: false, value: 'Asia/Tokyo' },
  format: { type: 'text', isNullable: false, value: 'yyyy-MM-dd' },
  any: { type: 'number', isNullable: false },
  ...Object.fromEntries(
    (['text', 'number', 'integer', 'boolean', 'time'] as const).map(type => [type, { type, isNullable: false }]),
  ),
};
const ordinary = signatures.filter(([signature]) => !/ (as|to|for|in) /.test(signature));

test.each(ordinary)('%s takes what it says and gives %s', (signature, gives) => {
  const [, name, parameters] = /^(\w+)\((.*)\)$/.exec(signature)!;
  const [needed, optional = ''] = parameters!.split('[') as [string, string?];
  const argumentsOf = (text: string): Argument[] =>
    (text.match(/\w+/g) ?? []).filter(word => word !== 'from').map(word => STANDING[word]!);
  const [least, most] = [argumentsOf(needed), argumentsOf(needed + optional)];
  const { typeOf } = FUNCTIONS.get(name!)!;
  for (const args of [least, most]) expect(typeOf(args)).toMatchObject({ type: gives === 'any' ? 'number' : gives });
  expect(typeof typeOf(least.slice(1))).toBe('string');
  const more = typeOf([...most, most.at(-1)!]);
  expect(typeof more).toBe(needed.includes('...') ? 'object' : 'string');
});

test.each(cellsOf('here'))('%s is %s, and in DuckDB %s is %s', async (here, is, there, isThere) => {
  const text = code(here!);
  expect(shown(outcome(text, row), checked(text).type.type)).toBe(code(is!));
  const connection = await (await DuckDBInstance.create()).connect();
  const value = (await connection.runAndReadAll(`SELECT ${code(there!)}`)).getRows()[0]![0];
  connection.closeSync();
  expect(typeof value === 'string' ? `'${value}'` : String(value)).toBe(code(isThere!));
});
