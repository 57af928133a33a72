import { didYouMean } from '../text/nearest-name';
import type { Token } from './lexer';
import { ExpressionProblem } from './problem';
import type { NameAt, Syntax } from './syntax';

/** What a form reads its parts with: the parser, at the token behind the form's name. */
export interface FormParser {
  readonly token: Token;
  expression(binding?: number): Syntax;
  args(): Syntax[];
  take(word: string): boolean;
  isAt(word: string): boolean;
  expect(word: string): void;
  expectClosing(): void;
  repeated(part: Syntax): Syntax;
  takeToken(kind: Token['kind'], what: string): Token;
  problem(message: string): ExpressionProblem;
}

/** A form with words between its arguments, whose name has just been taken; undefined where it is none. */
export function parseSpecial(parser: FormParser, word: string, at: number): Syntax | undefined {
  const form = Object.hasOwn(FORMS, word) ? FORMS[word] : undefined;
  return form && (WORDS.has(word) || parser.isAt('(')) ? form(parser, at) : undefined;
}

/** Forms without parentheses; the others may be columns too. */
const WORDS: ReadonlySet<string> = new Set(['case', 'interval', 'timestamp']);

type Form = (parser: FormParser, at: number) => Syntax | undefined;

const call = (fn: string, at: number, ...args: readonly Syntax[]): Syntax => ({ op: 'call', fn, args, at });
const text = (value: string, at: number): Syntax => ({ op: 'literal', value, at });

/** Types by their names in SQL. */
const TYPES: Readonly<Record<string, string>> = {
  text: 'text',
  varchar: 'text',
  string: 'text',
  number: 'number',
  double: 'number',
  float: 'number',
  integer: 'integer',
  int: 'integer',
  bigint: 'integer',
  boolean: 'boolean',
  time: 'time',
  timestamp: 'time',
};

const TYPES_SHOWN = 'text, number, integer, boolean or time';

function typeNamed(name: string): string | undefined {
  const word = name.toLowerCase();
  return Object.hasOwn(TYPES, word) ? TYPES[word] : undefined;
}

const cast =
  (fn: 'cast' | 'try_cast'): Form =>
  (parser, at) => {
    parser.expect('(');
    const value = parser.expression();
    parser.expect('as');
    const { kind, text: type, at: typeAt } = parser.token;
    const name = kind === 'name' ? typeNamed(type) : undefined;
    if (kind === 'name' && name === undefined)
      throw parser.problem(`no type ${type}${didYouMean(type, Object.keys(TYPES))}; expected ${TYPES_SHOWN}`);
    parser.takeToken('name', TYPES_SHOWN);
    parser.expectClosing();
    return call(fn, at, value, text(name!, typeAt));
  };

function takeName(parser: FormParser, what: string): NameAt {
  const { kind } = parser.token;
  const { text: name, at } = parser.takeToken(kind === 'quoted' ? kind : 'name', what);
  return { name, at };
}

const UNITS_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

const FORMS: Readonly<Record<string, Form>> = {
  lookup(parser, at) {
    parser.expect('(');
    const table = takeName(parser, 'the name of a lookup table');
    parser.expect(',');
    const key = parser.expression();
    parser.expectClosing();
    if (!parser.isAt('.'))
      throw parser.problem("expected the table's column, as in lookup(campaigns, ad_id).campaign_id");
    parser.expect('.');
    return { op: 'lookup', table, key, column: takeName(parser, "the table's column"), at };
  },

  cast: cast('cast'),
  try_cast: cast('try_cast'),

  case(parser, at) {
    const of = parser.isAt('when') ? undefined : parser.expression();
    const args: Syntax[] = [];
    while (parser.take('when')) {
      const { at: whenAt } = parser.token;
      const when = parser.expression();
      args.push(of ? call('=', whenAt, parser.repeated(of), when) : when);
      parser.expect('then');
      args.push(parser.expression());
    }
    if (args.length === 0) parser.expect('when');
    if (parser.take('else')) args.push(parser.expression());
    parser.expect('end');
    return call('case', at, ...args);
  },

  /** `interval '5 minutes'` or `interval '5' minute`: ms. */
  interval(parser, at) {
    if (parser.token.kind !== 'text') return undefined;
    const [count = '', unit, ...rest] = parser.takeToken('text', 'a text').text.trim().split(/\s+/);
    const ms = UNITS_MS[(unit ?? parser.takeToken('name', 'a unit').text).toLowerCase().replace(/s$/, '')];
    const value = count === '' || rest.length > 0 ? NaN : Number(count) * (ms ?? NaN);
    if (!Number.isFinite(value))
      throw new ExpressionProblem("an interval is written interval '5 minutes', up to weeks", at);
    return { op: 'literal', value, at };
  },

  timestamp(parser, at) {
    if (parser.token.kind !== 'text') return undefined;
    const { text: written, at: textAt } = parser.takeToken('text', 'a text');
    return call('cast', at, text(written, textAt), text('time', at));
  },

  /** `extract(hour from t)`, with a time zone as a third argument. */
  extract(parser, at) {
    parser.expect('(');
    const { kind, text: unit, at: unitAt } = parser.token;
    if (kind !== 'name') return call('extract', at, ...parser.args());
    parser.takeToken('name', 'a unit');
    parser.expect('from');
    const rest = parser.args();
    return call('extract', at, text(unit.toLowerCase(), unitAt), ...rest);
  },

  floor(parser, at) {
    parser.expect('(');
    const value = parser.expression();
    if (parser.take('to')) {
      const unit = parser.takeToken('name', 'a unit');
      parser.expectClosing();
      return call('date_trunc', at, text(unit.text.toLowerCase(), unit.at), value);
    }
    parser.expectClosing();
    return call('floor', at, value);
  },

  substring(parser, at) {
    parser.expect('(');
    const args = [parser.expression()];
    const isWords = parser.isAt('from');
    if (isWords ? parser.take('from') : parser.take(',')) args.push(parser.expression());
    if (isWords ? parser.take('for') : parser.take(',')) args.push(parser.expression());
    parser.expectClosing();
    return call('substring', at, ...args);
  },

  position(parser, at) {
    parser.expect('(');
    const part = parser.expression(4);
    parser.expect('in');
    const whole = parser.expression();
    parser.expectClosing();
    return call('position', at, part, whole);
  },
};
