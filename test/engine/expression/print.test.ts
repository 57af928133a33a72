import fc from 'fast-check';
import type { Expression } from '../../../engine/expression/expression';
import { parseExpression } from '../../../engine/expression/parse';
import { printCall, printExpression } from '../../../engine/expression/print';
import type { Syntax } from '../../../engine/expression/syntax';
import { expressionTexts } from './random/draw';
import { EVERY } from './random/templates';
import { checked } from './support';

const texts = expressionTexts(EVERY);

test('the canonical text of an expression is checked to the same expression', () => {
  fc.assert(
    fc.property(texts, text => {
      const canonical = printExpression(checked(text).expression);
      fc.pre(canonical.length <= 4096);
      expect(checked(canonical)).toEqual(checked(text));
      expect(printExpression(checked(canonical).expression)).toBe(canonical);
    }),
    { seed: 1, numRuns: 1_000 },
  );
});

test('what is parsed and printed is parsed to the same tree, also where operators bind without parentheses', () => {
  const unparenthesised = texts.map(text => text.replace(/(?<![\w ])\(([^()]*)\)/g, '$1'));
  fc.assert(
    fc.property(fc.oneof(texts, unparenthesised, operators), text => {
      const parsed = treeOf(parseExpression(text));
      const printed = printExpression(parsed);
      fc.pre(printed.length <= 4096);
      expect(treeOf(parseExpression(printed))).toEqual(parsed);
    }),
    { seed: 2, numRuns: 2_000 },
  );
});

/** Operators between names, in any order that can be written. */
const operators = fc
  .array(
    fc.tuple(
      fc.constantFrom('', '', 'not ', '- ', '+ '),
      fc.constantFrom('a', '"b c"', "'it''s'", '1.5', 'null', 'f(x, y)', '(a)', '"or"', 'true'),
      fc.constantFrom('', '', ' is null', ' is not true', ' in (a, 1)', ' not between 1 and 2', " like 'x' escape '!'"),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .chain(operands =>
    fc
      .array(
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '%',
          '||',
          '=',
          '<>',
          '!=',
          '<',
          '>=',
          'and',
          'or',
          'is distinct from',
          'like',
        ),
        {
          minLength: operands.length,
          maxLength: operands.length,
        },
      )
      .map(symbols =>
        operands.map((parts, i) => `${parts.join('')} ${i + 1 < operands.length ? symbols[i] : ''}`).join(' '),
      ),
  );

/** A tree without the places in its text. */
function treeOf(syntax: Syntax): Expression {
  if (syntax.op === 'column') return { op: 'column', name: syntax.name };
  if (syntax.op === 'literal') return { op: 'literal', value: syntax.value };
  if (syntax.op === 'lookup') throw new Error('not drawn');
  return { op: 'call', fn: syntax.fn, args: syntax.args.map(treeOf) };
}

test.each([
  ['price', 'price'],
  ['"order"', 'order'],
  ['"select"', 'select'],
  ['"from"', '"from"'],
  ['"NULL"', '"NULL"'],
  ['"a ""b"""', '"a ""b"""'],
  ["'it''s'", "'it''s'"],
  ['-5', '-5'],
  ['- - 5', '5'],
  ['1e21', '1e+21'],
  ['a + b * c', '(a + (b * c))'],
  ['not a and b', '((not a) and b)'],
  ['a between 1 and 2', '((a >= 1) and (a <= 2))'],
  ['a is not false', '(not ((not a) is true))'],
  ['a not in (1, 2)', '(not (a in (1, 2)))'],
  ['case a when 1 then 2 end', 'case when (a = 1) then 2 end'],
  ['CAST(a AS BIGINT)', 'cast(a as integer)'],
  ["TIMESTAMP '2024-01-01T00:00:00Z'", "cast('2024-01-01T00:00:00Z' as time)"],
  ["interval '2' hours", '7200000'],
  ['floor(a to Day)', "date_trunc('day', a)"],
  ['extract(HOUR from a)', "extract('hour', a)"],
  ['substring(a from 2 for 3)', 'substring(a, 2, 3)'],
  ["position('a' in b)", "position('a' in b)"],
  ["a like 'b' escape '!'", "(a like 'b' escape '!')"],
])('%s is printed as %s', (text, printed) => {
  expect(printExpression(treeOf(parseExpression(text)))).toBe(printed);
});

test('an aggregate is printed with all that it is', () => {
  const price = { op: 'column', name: 'price' } as const;
  const paid = { op: 'column', name: 'paid' } as const;
  expect(printCall({ fn: 'count', args: [], isDistinct: false })).toBe('count(*)');
  expect(printCall({ fn: 'sum', args: [price], isDistinct: false, filter: paid })).toBe(
    'sum(price) filter (where paid)',
  );
  expect(printCall({ fn: 'count', args: [price], isDistinct: true })).toBe('count(distinct price)');
  expect(printCall({ fn: 'last_value', args: [price], isDistinct: false, respectsNulls: true, filter: paid })).toBe(
    'last_value(price) filter (where paid) respect nulls',
  );
});
