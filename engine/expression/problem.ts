/** What is wrong with an expression's text, and where. */
export class ExpressionProblem extends Error {
  override readonly name = 'ExpressionProblem';

  /** @param at offset in the text, from 0. */
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const SHOWN_MAX = 100;

/**
 * A problem as users read it: `queries.q.where: no column prise (column 8); did you mean price?`, and below it the text with a
 * caret where it is wrong.
 */
export function showProblem(path: string, text: string, { message, at }: ExpressionProblem): string {
  const [what, ...hint] = message.split('; ');
  const line = `${path}: ${what} (column ${at + 1})${hint.map(each => `; ${each}`).join('')}`;
  const from = Math.max(0, Math.min(at - SHOWN_MAX / 2, text.length - SHOWN_MAX));
  const shown = text.slice(from, from + SHOWN_MAX).replace(/\s/g, ' ');
  return `${line}\n    ${shown}\n    ${' '.repeat(at - from)}^`;
}
