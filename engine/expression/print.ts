import type { AggregateCall, Expression } from './expression';

const INFIX: ReadonlySet<string> = new Set([
  'or',
  'and',
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '||',
  '+',
  '-',
  '*',
  '/',
  '%',
  'like',
]);
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The canonical text of an expression: one text for one meaning, which parses to the same expression again. */
export function printExpression(expression: Expression): string {
  switch (expression.op) {
    case 'column':
      return nameText(expression.name);
    case 'literal':
      return literalText(expression.value);
    case 'call':
      return callText(expression.fn, expression.args);
  }
}

/** The same as a person writes it: without the parentheses around the whole. What begins with one is wholly between two. */
export function printWhole(expression: Expression): string {
  const text = printExpression(expression);
  return text.startsWith('(') ? text.slice(1, -1) : text;
}

/** The canonical text of an aggregate. */
export function printCall({ fn, args, isDistinct, respectsNulls, filter }: AggregateCall): string {
  const inside = args.length === 0 ? '*' : args.map(printExpression).join(', ');
  const where = filter ? ` filter (where ${printExpression(filter)})` : '';
  const nulls = respectsNulls ? ' respect nulls' : '';
  return `${fn}(${isDistinct ? 'distinct ' : ''}${inside})${where}${nulls}`;
}

function callText(fn: string, args: readonly Expression[]): string {
  const texts = args.map(printExpression);
  if (INFIX.has(fn) && texts.length === 2) return `(${texts[0]} ${fn} ${texts[1]})`;
  switch (fn) {
    case 'like':
      return `(${texts[0]} like ${texts[1]} escape ${texts[2]})`;
    case 'not':
      return `(not ${texts[0]})`;
    case 'negate':
      return `(- ${texts[0]})`;
    case 'in':
      return `(${texts[0]} in (${texts.slice(1).join(', ')}))`;
    case 'is_null':
      return `(${texts[0]} is null)`;
    case 'is_true':
      return `(${texts[0]} is true)`;
    case 'is_distinct':
      return `(${texts[0]} is distinct from ${texts[1]})`;
    case 'case':
      return caseText(texts);
    case 'cast':
    case 'try_cast':
      return `${fn}(${texts[0]} as ${String(literalOf(args[1]))})`;
    case 'position':
      return `position(${texts[0]} in ${texts[1]})`;
    default:
      return `${fn}(${texts.join(', ')})`;
  }
}

function caseText(texts: readonly string[]): string {
  let text = 'case';
  for (let i = 0; i + 1 < texts.length; i += 2) text += ` when ${texts[i]} then ${texts[i + 1]}`;
  return `${text}${texts.length % 2 === 1 ? ` else ${texts.at(-1)}` : ''} end`;
}

const literalOf = (expression: Expression | undefined): unknown =>
  expression?.op === 'literal' ? expression.value : undefined;

function literalText(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

/** A column's name. What is looked up is written as it was, and so comes to the same column again. */
function nameText(name: string): string {
  return name.startsWith('=lookup(') ? name.slice(1) : printName(name);
}

/** Reserved words and odd names stand in quotes. */
export function printName(name: string): string {
  return NAME.test(name) && !WORDS.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;
}

const WORDS: ReadonlySet<string> = new Set(
  'and or not is null true false case when then else end between in like escape from as where distinct interval timestamp'.split(
    ' ',
  ),
);
