import { checkExpression, checkResult } from '../../../../engine/expression/check';
import { ExpressionProblem, showProblem } from '../../../../engine/expression/problem';
import { AGGREGATES, SCOPE } from '../support';

export type Mistake = readonly [text: string, line: string];

/** What is said of a mistake in a condition on events: the line, once the text and the caret below it are as they must be. */
export const lineOfCondition = (text: string): string => lineOf(text, () => checkExpression(text, SCOPE, AGGREGATES));

/** The same of a mistake in a selected value. */
export const lineOfValue = (text: string): string =>
  lineOf(text, () => checkResult(text, SCOPE, AGGREGATES, { key: { type: 'text', isNullable: false } }));

function lineOf(text: string, check: () => unknown): string {
  const problem = problemOf(check);
  const [line, shown, caret, ...rest] = showProblem('queries.q.where', text, problem).split('\n');
  expect(rest).toEqual([]);
  const [, column] = / \(column (\d+)\)/.exec(line!)!;
  expect(problem.at + 1).toBe(Number(column));
  expect(problem.at).toBeLessThanOrEqual(text.length);
  if (text.length < 100 && !/[\n\u202e]/.test(text)) {
    expect(shown).toBe(`    ${text}`);
    expect(caret).toBe(`    ${' '.repeat(problem.at)}^`);
  }
  expect(line).toMatch(/^queries\.q\.where: /);
  return line!.replace('queries.q.where: ', '');
}

function problemOf(check: () => unknown): ExpressionProblem {
  try {
    check();
  } catch (error) {
    if (error instanceof ExpressionProblem) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}
