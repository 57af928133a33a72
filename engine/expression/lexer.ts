import { quoted } from '../text/quoted';
import { ExpressionProblem } from './problem';

/** A piece of an expression's text. */
export interface Token {
  readonly kind: 'name' | 'quoted' | 'number' | 'text' | 'symbol' | 'end';
  /** As written; of quoted names and of texts what is between the quotes. */
  readonly text: string;
  /** Offset in the expression's text, from 0. */
  readonly at: number;
}

/** Longest text of an expression, characters. */
export const TEXT_MAX = 4096;

const BLANKS = /\s+/y;
/** A dot is a symbol behind a closing parenthesis only. */
const PIECES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['symbol', /<>|!=|<=|>=|\|\||[()+\-*/%=<>,]|(?<=\)\s*)\./y],
];
/** Letters and dots that would make another number of it. */
const BEHIND_NUMBER = /[\w.]+/y;
/** What two symbols would mean elsewhere. */
const FOREIGN = /^(?:--|\/\*|::|==|&&)$/;
const QUOTES = 'texts are written in single quotes, names in double quotes';
const HINTS: Readonly<Record<string, string>> = {
  '--': 'an expression has no comments; to subtract a negative value, write a blank between',
  '/*': 'an expression has no comments',
  '::': 'write cast(x as type)',
  '==': 'one = compares',
  '&&': 'write and',
  '.': 'a column has no dots: give the field a name of its own and its path by at',
  '&': 'write and',
  '|': 'write or',
  '!': 'write not, or <>',
  '^': 'write power(x, y)',
  ';': 'an expression ends without one',
  '`': QUOTES,
  '‘': QUOTES,
  '’': QUOTES,
  '“': QUOTES,
  '”': QUOTES,
};
const QUOTED = { "'": 'text', '"': 'quoted' } as const;

/** @throws ExpressionProblem for a character that no expression has, a bad number, and a quote that is not closed. */
export function tokensOf(text: string): Token[] {
  if (typeof text !== 'string') throw new ExpressionProblem(`an expression is a text, got ${typeof text}`, 0);
  if (text.length > TEXT_MAX) throw new ExpressionProblem(`${text.length} characters are more than ${TEXT_MAX}`, 0);
  const tokens: Token[] = [];
  for (let at = matchAt(BLANKS, text, 0); at < text.length; at = matchAt(BLANKS, text, at)) {
    const token = tokenAt(text, at);
    tokens.push(token.token);
    at = token.end;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly end: number } {
  const quote = text[at];
  if (quote === "'" || quote === '"') return quotedAt(text, at, quote);
  if (FOREIGN.test(text.slice(at, at + 2))) throw unexpected(text.slice(at, at + 2), at);
  for (const [kind, pattern] of PIECES) {
    const end = matchAt(pattern, text, at);
    if (end === at) continue;
    const beyond = kind === 'number' ? matchAt(BEHIND_NUMBER, text, end) : end;
    if (beyond > end) throw new ExpressionProblem(`${quoted(text.slice(at, beyond))} is no number`, at);
    return { token: { kind, text: text.slice(at, end), at }, end };
  }
  throw unexpected(String.fromCodePoint(text.codePointAt(at)!), at);
}

function unexpected(piece: string, at: number): ExpressionProblem {
  const hint = /\p{L}/u.test(piece) ? 'names with other letters than a to z stand in double quotes' : HINTS[piece];
  return new ExpressionProblem(`unexpected ${quoted(piece)}${hint === undefined ? '' : `; ${hint}`}`, at);
}

/** A quote in it is written twice. */
function quotedAt(text: string, at: number, quote: "'" | '"'): { readonly token: Token; readonly end: number } {
  let inside = '';
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] !== quote) inside += text[i];
    else if (text[i + 1] === quote) inside += text[i++];
    else return { token: { kind: QUOTED[quote], text: inside, at }, end: i + 1 };
  }
  throw new ExpressionProblem(`the quote ${quote} is not closed`, at);
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
