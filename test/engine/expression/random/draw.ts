import fc from 'fast-check';
import { TEXT_MAX } from '../../../../engine/expression/lexer';
import type { Scalar } from '../../../../engine/values';
import { type Drawn, GENERIC, type Templates, WORDS } from './templates';

const TYPES: readonly Drawn[] = ['text', 'number', 'integer', 'boolean', 'time'];
const DEPTH_MAX = 4;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const written = (n: number): string => (n < 0 ? `(${n})` : String(n + 0));

/** Letters that have one case each in DuckDB as here, and stand in one order by UTF-8 and by UTF-16. */
const LETTERS = [...'aabbcABC01 ,:\'"%_!-+.\n\téÉжЖñ漢😀🙂'];
const TEXTS = [
  '',
  ' a ',
  'a b',
  '12',
  ' -1.5e2',
  '1e400',
  '.5',
  '7.',
  '+3',
  'true',
  ' FALSE',
  '{"a":1}',
  '2024-02-29T12:00:00Z',
];
const text = fc.oneof(
  fc.constantFrom(...TEXTS, 'https://example.com:8080/a%20b?q=1', 'a,b,,c', '::a::'),
  fc.array(fc.constantFrom(...LETTERS), { maxLength: 8 }).map(letters => letters.join('')),
);
const integer = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 31, 1e15),
);
const number = fc.oneof(
  integer,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1, -0.5, 2.5, 0.49999999999999994, 1.005, 1e308, -1e308, 5e-324, 2 ** 53, 1e21, 1e-7),
);
const FIRST_MS = Date.UTC(1970, 0, 2);
const LAST_MS = Date.UTC(2036, 11, 31);
const time = fc.oneof(
  fc.integer({ min: FIRST_MS, max: LAST_MS }),
  fc
    .constantFrom('2024-02-29T12:00:00Z', '2024-03-31T01:30:00Z', '2024-10-27T00:30:00Z', '1999-12-31T23:59:59.999Z')
    .map(Date.parse),
);

const LITERALS: Readonly<Record<Drawn, fc.Arbitrary<string>>> = {
  text: text.map(quoted),
  number: number.map(written),
  integer: integer.map(written),
  boolean: fc.constantFrom('true', 'false'),
  time: time.map(ms => `timestamp '${new Date(ms).toISOString()}'`),
};
const COLUMNS: Readonly<Record<Drawn, readonly string[]>> = {
  text: ['name', 'note'],
  number: ['price', 'discount'],
  integer: ['quantity', 'stock'],
  boolean: ['paid', 'gift'],
  time: ['at', 'sent'],
};

/** Texts of expressions over the columns, of every type, made of these templates and of those for any type. */
export function expressionTexts(templates: Templates): fc.Arbitrary<string> {
  const { all } = fc.letrec<Record<string, string>>(tie => {
    const filled = (template: string): fc.Arbitrary<string> => {
      const [first, ...rest] = template.split(/[{}]/);
      const parts = rest.map((part, i) =>
        i % 2 === 0 ? (Object.hasOwn(WORDS, part) ? fc.constantFrom(...WORDS[part]!) : tie(part)) : fc.constant(part),
      );
      return fc.tuple(...parts).map(parts => [first, ...parts].join(''));
    };
    const leaf = (type: Drawn): fc.Arbitrary<string> =>
      fc.oneof(
        { arbitrary: fc.constantFrom(...COLUMNS[type]), weight: 4 },
        { arbitrary: LITERALS[type], weight: 3 },
        { arbitrary: fc.constant(`cast(null as ${type})`), weight: 1 },
      );
    const branch = (type: Drawn): fc.Arbitrary<string> => {
      const generic = [...GENERIC.any, ...(type === 'boolean' ? GENERIC.boolean : [])];
      const own = fc.constantFrom(...templates[type]).chain(filled);
      const other = fc
        .tuple(fc.constantFrom(...generic), fc.constantFrom(...TYPES))
        .chain(([template, compared]) =>
          filled(template.replaceAll('{T}', `{${type}}`).replaceAll('{U}', `{${compared}}`)),
        );
      return fc.oneof({ arbitrary: own, weight: 2 }, { arbitrary: other, weight: 1 });
    };
    const ofTypes = TYPES.map(type => [
      type,
      fc.oneof({ maxDepth: DEPTH_MAX, withCrossShrink: true }, leaf(type), { arbitrary: branch(type), weight: 4 }),
    ]);
    return { ...Object.fromEntries(ofTypes), all: fc.oneof(...TYPES.map(type => tie(type))) } as never;
  });
  return (all as fc.Arbitrary<string>).filter(({ length }) => length <= TEXT_MAX);
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 });

/** Rows of the columns; those that may be null are, often. */
export const rows: fc.Arbitrary<Record<string, Scalar | null>> = fc.record({
  name: text,
  note: maybe(text),
  price: number,
  discount: maybe(number),
  quantity: integer,
  stock: maybe(integer),
  paid: fc.boolean(),
  gift: maybe(fc.boolean()),
  at: time,
  sent: maybe(time),
});
