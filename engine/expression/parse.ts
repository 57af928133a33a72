import { quoted } from '../text/quoted';
import { behindCall } from './behind-call';
import { tokensOf, type Token } from './lexer';
import { ExpressionProblem } from './problem';
import { parseSpecial } from './special-forms';
import { type CallSyntax, sizeOf, type Syntax } from './syntax';

/** Deepest nesting of an expression: parentheses, calls, and operators on each other's right. */
const DEPTH_MAX = 64;
/** Most operators between values: each makes the tree deeper, which others walk by recursion. */
const OPERATORS_MAX = 256;
/** Most parts that `between` and `case x when` repeat. */
const REPEATED_MAX = 5_000;
/** Names that are part of the language; as a column they stand in double quotes. */
const RESERVED: ReadonlySet<string> = new Set(
  'and or not is null true false case when then else end between in like escape from as where distinct'.split(' '),
);
/** How strongly an operator binds, as in PostgreSQL. */
const BINDING: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  ...Object.fromEntries(
    ['=', '<>', '!=', '<', '<=', '>', '>=', 'is', 'in', 'between', 'like', 'not'].map(op => [op, 4]),
  ),
  '||': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};
const NOT = 3;
const NEGATE = 8;

/**
 * Parses an SQL expression: operators by their binding (Pratt, "Top Down Operator Precedence", 1973).
 *
 * @throws ExpressionProblem with the place of the mistake.
 */
export function parseExpression(text: string): Syntax {
  const parser = new Parser(tokensOf(text));
  const parsed = parser.expression();
  parser.expectEnd();
  return parsed;
}

class Parser {
  private next = 0;
  private depth = 0;
  private operators = 0;
  private repeatedParts = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get token(): Token {
    return this.tokens[this.next]!;
  }

  expression(binding = 0): Syntax {
    if (++this.depth > DEPTH_MAX) throw this.problem(`nested more than ${DEPTH_MAX} deep`);
    let left = this.prefix();
    for (let operator = this.operator(); operator && BINDING[operator]! > binding; operator = this.operator())
      left = this.infix(left, operator);
    this.depth--;
    return left;
  }

  /** Whether the next token is this keyword or symbol; it is taken if so. */
  take(word: string): boolean {
    if (!this.isAt(word)) return false;
    this.next++;
    return true;
  }

  isAt(word: string): boolean {
    const { kind, text } = this.token;
    return (kind === 'name' || kind === 'symbol') && text.toLowerCase() === word;
  }

  expect(word: string): void {
    if (!this.take(word)) throw this.problem(`expected ${word}${this.instead()}`);
  }

  expectEnd(): void {
    if (this.token.kind === 'end') return;
    throw this.problem(`unexpected ${quoted(this.token.text)}`);
  }

  takeToken(kind: Token['kind'], what: string): Token {
    if (this.token.kind !== kind) throw this.problem(`expected ${what}${this.instead()}`);
    return this.tokens[this.next++]!;
  }

  /** Arguments between commas up to the closing parenthesis, which is taken. */
  args(): Syntax[] {
    const args: Syntax[] = [];
    if (this.take(')')) return args;
    do args.push(this.expression());
    while (this.take(','));
    this.expectClosing();
    return args;
  }

  /** A part that is written once and stands in the tree again: all that it holds counts. */
  repeated(part: Syntax): Syntax {
    this.repeatedParts += sizeOf(part);
    if (this.repeatedParts > REPEATED_MAX)
      throw new ExpressionProblem(`between and case repeat more than ${REPEATED_MAX} parts`, part.at);
    return part;
  }

  expectClosing(): void {
    if (!this.take(')')) throw this.problem(`expected )${this.instead()}`);
  }

  problem(message: string): ExpressionProblem {
    return new ExpressionProblem(message, this.token.at);
  }

  private instead(): string {
    return this.token.kind === 'end' ? ', the text ends' : `, got ${quoted(this.token.text)}`;
  }

  private operator(): string | undefined {
    const { kind, text } = this.token;
    if (kind !== 'name' && kind !== 'symbol') return undefined;
    const operator = text.toLowerCase();
    return Object.hasOwn(BINDING, operator) ? operator : undefined;
  }

  private prefix(): Syntax {
    const { kind, text, at } = this.token;
    const word = kind === 'name' ? text.toLowerCase() : text;
    if (kind === 'end')
      throw this.problem(this.next === 0 ? 'an expression is empty' : 'expected a value, the text ends');
    this.next++;
    if (kind === 'quoted') return { op: 'column', name: text, at, isQuoted: true };
    if (kind === 'text') return { op: 'literal', value: text, at };
    if (kind === 'number') return this.number(text, at);
    if (kind === 'symbol') return this.symbol(word, at);
    if (word === 'not') return { op: 'call', fn: 'not', args: [this.expression(NOT)], at };
    if (word === 'null') return { op: 'literal', value: null, at };
    if (word === 'true' || word === 'false') return { op: 'literal', value: word === 'true', at };
    const special = parseSpecial(this, word, at);
    if (special) return special;
    if (RESERVED.has(word)) {
      this.next--;
      throw this.problem(`expected a value, got ${text}; as a column it is written "${text}"`);
    }
    return this.take('(') ? this.call(word, at) : { op: 'column', name: text, at };
  }

  private number(text: string, at: number): Syntax {
    const value = Number(text);
    if (!Number.isFinite(value)) throw new ExpressionProblem(`the number ${text} is out of range`, at);
    return { op: 'literal', value, at };
  }

  private symbol(symbol: string, at: number): Syntax {
    if (symbol === '(') {
      const inside = this.expression();
      this.expectClosing();
      return inside;
    }
    if (symbol === '+') return this.expression(NEGATE);
    if (symbol !== '-') {
      this.next--;
      throw this.problem(`expected a value, got ${symbol}`);
    }
    const negated = this.expression(NEGATE);
    if (negated.op === 'literal' && typeof negated.value === 'number')
      return { ...negated, value: 0 - negated.value, at };
    return { op: 'call', fn: 'negate', args: [negated], at };
  }

  private call(fn: string, at: number): Syntax {
    let call: CallSyntax;
    if (this.take('*')) {
      this.expectClosing();
      call = { op: 'call', fn, args: [], isStar: true, at };
    } else {
      const isDistinct = this.take('distinct');
      call = { op: 'call', fn, args: this.args(), ...(isDistinct && { isDistinct }), at };
    }
    return { ...call, ...behindCall(this) };
  }

  private infix(left: Syntax, operator: string): Syntax {
    const { at } = this.token;
    if (++this.operators > OPERATORS_MAX) throw this.problem(`more than ${OPERATORS_MAX} operators`);
    this.next++;
    const isNot = operator === 'not';
    const word = isNot ? this.token.text.toLowerCase() : operator;
    if (isNot && !(this.take('in') || this.take('between') || this.take('like')))
      throw this.problem(`expected in, between or like behind not${this.instead()}`);
    const found = this.test(left, word, at) ?? this.binary(left, word, at);
    return isNot ? { op: 'call', fn: 'not', args: [found], at } : found;
  }

  private binary(left: Syntax, operator: string, at: number): Syntax {
    const fn = operator === '!=' ? '<>' : operator;
    return { op: 'call', fn, args: [left, this.expression(BINDING[operator])], at };
  }

  /** What tests a value by words. */
  private test(left: Syntax, word: string, at: number): Syntax | undefined {
    const call = (fn: string, ...args: readonly Syntax[]): Syntax => ({ op: 'call', fn, args, at });
    switch (word) {
      case 'is':
        return this.is(left, call);
      case 'in':
        this.expect('(');
        return call('in', left, ...this.args());
      case 'between': {
        const low = this.expression(BINDING['between']);
        this.expect('and');
        const high = this.expression(BINDING['between']);
        return call('and', call('>=', left, low), call('<=', this.repeated(left), high));
      }
      case 'like': {
        const pattern = this.expression(BINDING['like']);
        return this.take('escape') ? call('like', left, pattern, this.prefix()) : call('like', left, pattern);
      }
      default:
        return undefined;
    }
  }

  private is(left: Syntax, call: (fn: string, ...args: readonly Syntax[]) => Syntax): Syntax {
    const isNot = this.take('not');
    const negated = (test: Syntax, isNegated: boolean): Syntax => (isNegated ? call('not', test) : test);
    if (this.take('null')) return negated(call('is_null', left), isNot);
    if (this.take('true')) return negated(call('is_true', left), isNot);
    if (this.take('false')) return negated(call('is_true', call('not', left)), isNot);
    if (!this.take('distinct')) throw this.problem(`expected null, true, false or distinct from${this.instead()}`);
    this.expect('from');
    return negated(call('is_distinct', left, this.expression(BINDING['is'])), isNot);
  }
}
