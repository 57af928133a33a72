import { printable } from '../text/printable';

const MESSAGE_MAX = 500;

/** What is wrong with an expression's text, and where. */
export class ExpressionProblem extends Error {
  override readonly name = 'ExpressionProblem';

  /**
   * @param message one line; what may help stands behind `; `.
   * @param at offset in the text, from 0.
   */
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(printable(message, MESSAGE_MAX));
  }
}

const SHOWN_MAX = 100;

/**
 * A problem as users read it: `queries.q.where: no column prise (column 8); did you mean price?`, and below it the text with a
 * caret where it is wrong.
 */
export function showProblem(path: string, text: string, { message, at }: ExpressionProblem): string {
  if (typeof text !== 'string') return `${path}: ${message}`;
  const [what, ...hint] = message.split('; ');
  const line = `${path}: ${what} (column ${at + 1})${hint.map(each => `; ${each}`).join('')}`;
  const from = Math.max(0, Math.min(at - SHOWN_MAX / 2, text.length - SHOWN_MAX));
  return `${line}\n    ${shown(text.slice(from, from + SHOWN_MAX))}\n    ${' '.repeat(shown(text.slice(from, at)).length)}^`;
}

const shown = (part: string): string => printable(part.replace(/\s/g, ' '), Infinity);
