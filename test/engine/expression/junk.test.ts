import fc from 'fast-check';
import { checkResult } from '../../../engine/expression/check';
import { TEXT_MAX } from '../../../engine/expression/lexer';
import { parseExpression } from '../../../engine/expression/parse';
import { printExpression } from '../../../engine/expression/print';
import { ExpressionProblem, showProblem } from '../../../engine/expression/problem';
import { expressionTexts, rows } from './random/draw';
import { EVERY } from './random/templates';
import { AGGREGATES, checked, outcome, type Row, SCOPE } from './support';

/** A problem whose lines are one message, a piece of the text and a caret under it; any other error is thrown. */
function expectOneProblem(text: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    const lines = showProblem('queries.q.where', text, error).split(/[\n\r\u2028\u2029]/);
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
    expect(error.at).toBeGreaterThanOrEqual(0);
    expect(error.at).toBeLessThanOrEqual(Math.max(0, text.length));
    expect(lines[2]).toMatch(/^ {4,}\^$/);
    expect(lines[2]!.length).toBeLessThanOrEqual(Math.max(5, lines[1]!.length + 1));
  }
}

function expectHandled(text: string, row: Row): void {
  expectOneProblem(text, () => outcome(text, row));
  expectOneProblem(text, () => checkResult(text, SCOPE, AGGREGATES, { key: { type: 'text', isNullable: false } }));
}

const WORDS =
  "( ) , + - * / % = <> < >= || . 'a' \"name\" 1 2.5e3 name price paid at null and or not is in like between case when then else end cast as filter where distinct count sum regexp_like json_value date_trunc interval timestamp extract from floor to position for '(' '$[' [ ; ' \" \\ ö \u{1f600} \u2028 \ud800".split(
    ' ',
  );

test('any text is an expression or one problem', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 })),
      rows,
      expectHandled,
    ),
    { seed: 1, numRuns: 1_000 },
  );
});

test('any words of the language are an expression or one problem', () => {
  const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map(each => each.join(' '));
  fc.assert(fc.property(words, rows, expectHandled), { seed: 2, numRuns: 2_000 });
});

test('any change of a good text leaves an expression or one problem', () => {
  const mutated = fc
    .tuple(
      expressionTexts(EVERY),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 4 }), fc.constantFrom(...WORDS, '', ' ')), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([text, changes]) =>
      changes.reduce((changed, [at, cut, put]) => {
        const place = at % (changed.length + 1);
        return changed.slice(0, place) + put + changed.slice(place + cut);
      }, text),
    );
  fc.assert(fc.property(mutated, rows, expectHandled), { seed: 3, numRuns: 2_000 });
});

test.each([
  ['parentheses', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
  ['parentheses of a short text', `${'('.repeat(TEXT_MAX / 2 - 1)}1${')'.repeat(TEXT_MAX / 2 - 1)}`],
  ['calls', `${'lower('.repeat(600)}name`],
  ['negations', `${'not '.repeat(1_000)}paid`],
  ['signs', '- '.repeat(2_000)],
  ['cases', 'case '.repeat(800)],
  ['casts', 'cast('.repeat(800)],
  ['conditions', `${'case when paid then '.repeat(200)}1`],
  ['groups of a pattern', `regexp_like(name, '${'('.repeat(4_000)}')`],
  ['groups of a short pattern', `regexp_like(name, '${'('.repeat(900)}')`],
  ['tests between tests', `paid${' between gift and paid'.repeat(180)}`],
  ['cases of cases', `${'case '.repeat(60)}paid${' when gift then gift when paid then gift end'.repeat(60)}`],
  ['operators', `1${'+1'.repeat(257)}`],
  ['operators in parentheses', `${'('.repeat(60)}1${'+1+1+1+1+1)'.repeat(60)}`],
  ['filters', `${'f(a) filter (where '.repeat(30)}paid${') between gift and paid'.repeat(30)}`],
  ['a text that is too long', 'a'.repeat(TEXT_MAX + 1)],
])('%s without bound are one problem', (_, text) => {
  expect(() => checked(text)).toThrow(ExpressionProblem);
  expectHandled(text, {});
});

test.each([
  ['+', `1${'+1'.repeat(256)}`, 257],
  ['or', `paid${' or paid'.repeat(256)}`, true],
  ['||', `length(''${"||''".repeat(256)})`, 0],
  ['is not false', `paid${' is not false'.repeat(256)}`, true],
])('256 operators %s in a row can be checked, printed, stored and evaluated', (_, text, answer) => {
  const { expression } = checked(text);
  expect(outcome(text, { paid: true })).toBe(answer);
  expect(printExpression(expression).length).toBeGreaterThan(text.length / 2);
  expect(JSON.stringify(expression)).toContain('"op"');
});

test('what a text may be long, a name or a literal in it may be long', () => {
  expectHandled(`"${'x'.repeat(4_000)}" = 1`, {});
  expectHandled(`'${'x'.repeat(4_000)}' + 1`, {});
  expectHandled(`${'x'.repeat(4_000)}(1)`, {});
});

test('a literal that is too long to print is no reason to fail', () => {
  const parsed = parseExpression(`'${"''".repeat(2_000)}'`);
  expect(parsed).toMatchObject({ op: 'literal', value: "'".repeat(2_000) });
});
