import type { Value } from '../value';

/** The columns of the lookup table that there is in some runs. */
export type LookupColumn = 'label' | 'weight';

/** What an expression is computed of. */
export interface Row {
  value(column: string): Value;
  /** What the lookup table has under a key; of an event only. */
  readonly lookUp?: (column: LookupColumn, key: Value) => Value;
  /** Called for an operation that has no value: it gives null, or throws. */
  unfit(): null;
}

/** An expression in its two renderings: as SQL for a definition, and as plain code for the oracle. */
export interface Expr {
  readonly sql: string;
  /** The columns that it reads. */
  readonly reads: readonly string[];
  /** The SQL with other texts in place of columns. */
  written(of: (column: string) => string): string;
  plain(row: Row): Value;
}

function made(args: readonly Expr[], write: (...parts: string[]) => string, plain: Expr['plain']): Expr {
  return {
    sql: write(...args.map(({ sql }) => sql)),
    reads: [...new Set(args.flatMap(({ reads }) => reads))],
    written: of => write(...args.map(arg => arg.written(of))),
    plain,
  };
}

export function column(name: string): Expr {
  return { sql: name, reads: [name], written: of => of(name), plain: row => row.value(name) };
}

export function literal(value: number | string): Expr {
  const text = typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  return made(
    [],
    () => text,
    () => value,
  );
}

/** How long the result's window is, ms. */
export const DURATION: Expr = made(
  [],
  () => '(epoch_ms(window_end) - epoch_ms(window_start))',
  row => (row.value('window_end') as number) - (row.value('window_start') as number),
);

export const lookedUp = (key: Expr, found: LookupColumn): Expr =>
  made(
    [key],
    text => `lookup(labels, ${text}).${found}`,
    row => row.lookUp!(found, key.plain(row)),
  );

const ARITHMETIC = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
};

export function arithmetic(operator: keyof typeof ARITHMETIC, a: Expr, b: Expr): Expr {
  return binary(operator, a, b, (x, y, row) => {
    const value = ARITHMETIC[operator](x as number, y as number);
    return Number.isFinite(value) ? value : row.unfit();
  });
}

const COMPARISONS = {
  '=': (a: unknown, b: unknown) => a === b,
  '<>': (a: unknown, b: unknown) => a !== b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
};
export type Comparison = keyof typeof COMPARISONS;

export function comparison(operator: Comparison, a: Expr, b: Expr): Expr {
  return binary(operator, a, b, (x, y) => COMPARISONS[operator](x as number, y as number));
}

export const joined = (a: Expr, b: Expr): Expr => binary('||', a, b, (x, y) => `${String(x)}${String(y)}`);

function binary(operator: string, a: Expr, b: Expr, of: (x: Value, y: Value, row: Row) => Value): Expr {
  return made(
    [a, b],
    (left, right) => `(${left} ${operator} ${right})`,
    row => {
      const x = a.plain(row);
      const y = b.plain(row);
      return x === null || y === null ? null : of(x, y, row);
    },
  );
}

/** What decides alone is not waited for: the right side may have no value then. */
export function logical(operator: 'and' | 'or', a: Expr, b: Expr): Expr {
  const decisive = operator === 'or';
  return made(
    [a, b],
    (left, right) => `(${left} ${operator} ${right})`,
    row => {
      const x = a.plain(row);
      if (x === decisive) return decisive;
      const y = b.plain(row);
      if (y === decisive) return decisive;
      return x === null || y === null ? null : !decisive;
    },
  );
}

export function negated(a: Expr): Expr {
  return made(
    [a],
    text => `(not ${text})`,
    row => {
      const x = a.plain(row);
      return x === null ? null : !x;
    },
  );
}

export const isNull = (a: Expr, not: boolean): Expr =>
  made(
    [a],
    text => `(${text} is ${not ? 'not ' : ''}null)`,
    row => (a.plain(row) === null) !== not,
  );

export const coalesced = (a: Expr, b: Expr): Expr =>
  made(
    [a, b],
    (first, second) => `coalesce(${first}, ${second})`,
    row => a.plain(row) ?? b.plain(row),
  );

/** `otherwise` is null where nothing is said. */
export function chosen(condition: Expr, then: Expr, otherwise?: Expr): Expr {
  return made(
    [condition, then, ...(otherwise ? [otherwise] : [])],
    (when, value, rest) => `case when ${when} then ${value}${rest === undefined ? '' : ` else ${rest}`} end`,
    row => (condition.plain(row) === true ? then.plain(row) : (otherwise?.plain(row) ?? null)),
  );
}
