import type { Expression } from '../../../../engine/expression/expression';
import { FUNCTIONS } from '../../../../engine/expression/functions/index';
import type { Argument } from '../../../../engine/expression/functions/scalar-function';
import type { Typed } from '../../../../engine/expression/type';
import type { Scalar } from '../../../../engine/values';
import { SCOPE } from '../support';

/** What the texts of `duckdbText` call. Numbers are doubles, times too: ms since 1970. What cannot be computed is null. */
export const MACROS: readonly string[] = [
  "SET TimeZone = 'UTC'",
  'CREATE MACRO finite(x) AS list_filter([x], lambda v: isfinite(v))[1]',
  'CREATE MACRO not_negative(x) AS list_filter([x], lambda v: v >= 0)[1]',
  'CREATE MACRO calendar(x) AS list_filter([x], lambda v: abs(v) <= 8.6e15)[1]',
  'CREATE MACRO whole(x) AS list_filter([round(x)], lambda v: abs(v) <= 9007199254740991)[1]',
  'CREATE MACRO stamp(x) AS epoch_ms(CAST(calendar(x) AS BIGINT))',
  'CREATE MACRO local(x, zone) AS timezone(zone, CAST(stamp(x) AS TIMESTAMPTZ))',
  "CREATE MACRO stripped(x) AS trim(x, ' ' || chr(9) || chr(10))",
  'CREATE MACRO ms(t) AS CAST(epoch_ms(t) AS DOUBLE)',
  `CREATE MACRO number_of(x) AS list_transform([stripped(x)], lambda v: CASE
     WHEN regexp_full_match(v, '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?') THEN finite(TRY_CAST(v AS DOUBLE)) END)[1]`,
  `CREATE MACRO truth_of(x) AS CASE lower(stripped(x)) WHEN 'true' THEN true WHEN 'false' THEN false END`,
  `CREATE MACRO scalar_at(json, path) AS CASE WHEN json_valid(json) THEN
     CASE WHEN json_type(json, path) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(json, path) END END`,
];

/** What DuckDB computes as an expression of ours does, of the functions in `SHARED`. */
export function duckdbText(expression: Expression): string {
  if (expression.op === 'column') return `"${expression.name}"`;
  if (expression.op === 'literal') return duckdbValue(expression.value);
  const { fn, args } = expression;
  const texts = args.map(duckdbText);
  if (fn === 'cast' || fn === 'try_cast') return castText(args, texts);
  const form = Object.hasOwn(FORMS, fn) ? FORMS[fn]! : undefined;
  if (form === undefined) throw new Error(`${fn} has no form in DuckDB`);
  return typeof form === 'string' ? form.replace(/\$(\d)/g, (_, i: string) => texts[Number(i)]!) : form(texts);
}

/** A value as DuckDB reads it, to the bit. */
export function duckdbValue(value: Scalar | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? `'${value}'::DOUBLE` : textLiteral(value);
}

const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

type Form = string | ((args: readonly string[]) => string);

const infix = (symbol: string): string => `($0 ${symbol} $1)`;
const call =
  (name: string): Form =>
  args =>
    `${name}(${args.join(', ')})`;
const chosen: Form = args => {
  const whens = args.slice(0, args.length & ~1).map((arg, i) => `${i % 2 === 0 ? 'WHEN' : 'THEN'} ${arg}`);
  return `(CASE ${whens.join(' ')}${args.length % 2 === 1 ? ` ELSE ${args.at(-1)}` : ''} END)`;
};
/** A literal of ours, as a word of theirs. */
const bare = (literal: string): string => literal.slice(1, -1);

const FORMS: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(['+', '-', '*', '/', '%'].map(symbol => [symbol, `finite($0 ${symbol} $1)`])),
  ...Object.fromEntries(['=', '<>', '<', '<=', '>', '>=', 'and', 'or'].map(symbol => [symbol, infix(symbol)])),
  ...Object.fromEntries(
    ['lower', 'upper', 'replace', 'concat', 'starts_with', 'contains', 'md5'].map(name => [name, call(name)]),
  ),
  ...Object.fromEntries(
    ['coalesce', 'nullif', 'greatest', 'least', 'abs', 'round', 'floor', 'ceil'].map(name => [name, call(name)]),
  ),
  // DuckDB binds the type of what is joined with a null to none.
  '||': 'CAST($0 || $1 AS VARCHAR)',
  not: '(NOT $0)',
  negate: '(- $0)',
  is_null: '($0 IS NULL)',
  is_true: '($0 IS TRUE)',
  is_distinct: '($0 IS DISTINCT FROM $1)',
  in: ([value, ...list]) => `(${value} IN (${list.join(', ')}))`,
  case: chosen,
  if: chosen,
  like: ([text, pattern, escape = "'\\'"]) => `(${text} LIKE ${pattern} ESCAPE ${escape})`,
  ln: 'ln($0)',
  exp: 'exp($0)',
  power: 'power($0, $1)',
  sign: 'CAST(sign($0) AS DOUBLE)',
  sqrt: 'sqrt(not_negative($0))',
  length: 'CAST(length($0) AS DOUBLE)',
  trim: "trim($0, ' ')",
  ltrim: "ltrim($0, ' ')",
  rtrim: "rtrim($0, ' ')",
  substring: ([text, ...places]) =>
    `substring(${[text, ...places.map(place => `CAST(${place} AS BIGINT)`)].join(', ')})`,
  position: 'CAST(position($0 IN $1) AS DOUBLE)',
  split_part: 'split_part($0, $1, CAST($2 AS BIGINT))',
  ends_with: 'suffix($0, $1)',
  regexp_like: 'regexp_matches($0, $1)',
  regexp_extract: ([text, pattern, group = "'0'::DOUBLE"]) =>
    `(CASE WHEN regexp_matches(${text}, ${pattern}) THEN regexp_extract(${text}, ${pattern}, ${/\d/.exec(group)![0]}) END)`,
  json_value: 'scalar_at($0, $1)',
  epoch: '($0 / 1000)',
  epoch_ms: '$0',
  from_epoch: 'calendar(round($0 * 1000))',
  extract: ([field, time, zone]) => {
    const extracted = `extract(${bare(field!)} FROM ${zone ? `local(${time}, ${zone})` : `stamp(${time})`})`;
    return `CAST(${field === "'millisecond'" ? `(${extracted} % 1000)` : extracted} AS DOUBLE)`;
  },
  date_trunc: ([unit, time, zone]) =>
    zone
      ? `ms(timezone(${zone}, date_trunc(${unit}, local(${time}, ${zone}))))`
      : `ms(date_trunc(${unit}, stamp(${time})))`,
};

function castText([value, target]: readonly Expression[], [text]: readonly string[]): string {
  const from = typeOf(value!).type;
  const to = target!.op === 'literal' ? String(target!.value) : '';
  const toText =
    from === 'time'
      ? `strftime(stamp(${text}), '%Y-%m-%dT%H:%M:%S.%gZ')`
      : `CAST(${from === 'integer' ? `CAST(${text} AS BIGINT)` : text} AS VARCHAR)`;
  const toNumber = from === 'text' ? `number_of(${text})` : `CAST(${text} AS DOUBLE)`;
  const forms: Readonly<Record<string, string>> = {
    text: toText,
    number: toNumber,
    integer: `whole(${toNumber})`,
    boolean: from === 'text' ? `truth_of(${text})` : `CAST(${text} AS BOOLEAN)`,
    time: `CAST(${text} AS DOUBLE)`,
  };
  if (from === 'text' && to === 'time')
    return value!.op === 'literal' ? `'${Date.parse(String(value!.value))}'::DOUBLE` : 'NULL';
  return forms[to]!;
}

/** As the checker found it. */
function typeOf(expression: Expression): Typed {
  if (expression.op === 'column') return SCOPE[expression.name]!;
  if (expression.op === 'call') return FUNCTIONS.get(expression.fn)!.typeOf(expression.args.map(argumentOf)) as Typed;
  const { value } = expression;
  if (value === null) return { type: 'null', isNullable: true };
  const type =
    typeof value === 'string'
      ? 'text'
      : typeof value === 'boolean'
        ? 'boolean'
        : Number.isSafeInteger(value)
          ? 'integer'
          : 'number';
  return { type, isNullable: false };
}

const argumentOf = (expression: Expression): Argument => ({
  ...typeOf(expression),
  ...(expression.op === 'literal' && { value: expression.value }),
});
