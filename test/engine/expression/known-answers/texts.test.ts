import { type Answer, answerOf } from '../support';

const LONG = 'x'.repeat(40_000);
const row = { name: 'Añb😀c', note: null, quantity: 2, stock: null, price: 2.5, paid: true, at: Date.UTC(2024, 1, 29) };

describe('texts', () => {
  test.each<Answer>([
    ['lower(name)', 'añb😀c'],
    ['upper(name)', 'AÑB😀C'],
    ["upper('straße')", 'STRASSE'],
    ["lower('ÀÉ')", 'àé'],
    ['lower(note)', null],
    ["trim('  a b  ')", 'a b'],
    ["ltrim('  a ')", 'a '],
    ["rtrim(' a  ')", ' a'],
    ["trim('   ')", ''],
    ["rtrim('   ')", ''],
    ["trim('\t a')", '\t a'],
    ['length(name)', 5],
    ["length('')", 0],
    ["length('e\u0301')", 2],
    ['substring(name, 4)', '😀c'],
    ['substring(name, 4, 1)', '😀'],
    ['substring(name from 2 for 3)', 'ñb😀'],
    ['substring(name from 3)', 'b😀c'],
    ['substring(name, 0, 2)', 'A'],
    ['substring(name, -3, 4)', ''],
    ['substring(name, -3, 5)', 'A'],
    ['substring(name, 9)', ''],
    ['substring(name, 2, 0)', ''],
    ['substring(name, 2, 100)', 'ñb😀c'],
    ['substring(name, 2, -1)', 'substring: a length of -1'],
    ['substring(name, stock)', null],
    ["position('b' in name)", 3],
    ["position('c' in name)", 5],
    ["position('z' in name)", 0],
    ["position('' in name)", 1],
    ['position(note in name)', null],
    ["position('a' || 'b' in 'xab')", 2],
    ["replace('banana', 'an', 'x')", 'bxxa'],
    ["replace('banana', '', 'x')", 'banana'],
    ["replace('banana', 'an', '')", 'ba'],
    ["replace('a.b', '.', '$&')", 'a$&b'],
    ["concat('a', note, 1, true, price)", 'a1true2.5'],
    ['concat(note)', ''],
    ["concat('at ', at)", 'at 2024-02-29T00:00:00.000Z'],
    ["split_part('a,b,c', ',', 2)", 'b'],
    ["split_part('a,b,c', ',', -1)", 'c'],
    ["split_part('a,b,c', ',', 4)", ''],
    ["split_part('a,b,c', ',', 0)", ''],
    ["split_part('a,b,c', '', 1)", 'a,b,c'],
    ["split_part('a::b', '::', 2)", 'b'],
    ["starts_with('abc', 'ab')", true],
    ["starts_with('abc', '')", true],
    ["starts_with('abc', 'bc')", false],
    ["ends_with('abc', 'bc')", true],
    ["contains('abc', 'b')", true],
    ["contains('abc', 'B')", false],
    ['contains(note, name)', null],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('a text that a function gives has at most 65,536 characters', () => {
  const problem = (length: number) => `a text of ${length} characters is longer than 65536`;

  test.each<Answer>([
    ['name || name', problem(80_000)],
    ['concat(name, name)', problem(80_000)],
    ["length(replace(name, 'x', ''))", 0],
    ["replace(name, 'x', 'yy')", problem(80_000)],
    ["replace(name, 'x', name)", problem(1_600_000_000)],
  ])('%s is %p', (text, answer) => expect(answerOf(text, { name: LONG })).toBe(answer));

  test('and many long texts joined are never held at once', () => {
    const text = `concat(${'name, '.repeat(600)}name)`;
    expect(answerOf(text, { name: 'x'.repeat(1_000_000) })).toBe(problem(601_000_000));
  });
});

test('blanks within a long text are looked at once', () => {
  const blanks = ' '.repeat(1_000_000);
  expect(answerOf('length(trim(name))', { name: `${blanks}a${blanks}` })).toBe(1);
  expect(answerOf('rtrim(name)', { name: `a${blanks}b` })).toBe('a text of 1000002 characters is longer than 65536');
});
