import { type Answer, answerOf } from '../support';

const row = { name: 'Ann Lee', note: null, price: 1 };

describe('like', () => {
  test.each<Answer>([
    ["name like 'Ann%'", true],
    ["name like 'ann%'", false],
    ["name like '%Lee'", true],
    ["name like '%n%e%'", true],
    ["name like 'Ann'", false],
    ["name like 'Ann_Lee'", true],
    ["name like '_______'", true],
    ["name like '______'", false],
    ["name like '%'", true],
    ["'' like '%'", true],
    ["'' like ''", true],
    ["'' like '_'", false],
    ["'aXbXc' like 'a%b%c'", true],
    ["'ab' like 'a%ab'", false],
    ["'aab' like 'a%ab'", true],
    ["'aaa' like 'aa%aa'", false],
    ["'abcbc' like 'a%bc'", true],
    ["'a.c' like 'a.c'", true],
    ["'abc' like 'a.c'", false],
    ["'😀' like '_'", true],
    ["'a\nb' like 'a%b'", true],
    ["'50%' like '50\\%'", true],
    ["'500' like '50\\%'", false],
    ["'a_b' like 'a!_b' escape '!'", true],
    ["'axb' like 'a!_b' escape '!'", false],
    ["'a\\b' like 'a\\b' escape ''", true],
    ["'a!b' like 'a!!b' escape '!'", true],
    ["' x' like ' x' escape ''", true],
    ["'x' like ' x' escape ' '", true],
    ["name not like 'B%'", true],
    ["note like '%'", null],
    ['name like note', null],
    ['name not like note', null],
    ["name like name || '%'", true],
    ["name like substring('!', 1)", false],
    ["name like 'A%' and name like '%e'", true],
    ["name like replace('x!', 'x', '') escape '!'", 'like: the pattern ends with its escape character'],
    ["name like 'x' escape replace('!?', 'x', '')", 'like: an escape is one character'],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));

  test('no pattern runs away', () => {
    const pattern = `${'a%'.repeat(400)}b`;
    expect(answerOf(`name like '${pattern}'`, { name: 'a'.repeat(100_000) })).toBe(false);
  });
});

describe('regexp_like', () => {
  test.each<Answer>([
    ["regexp_like(name, 'Lee$')", true],
    ["regexp_like(name, '^Lee')", false],
    ["regexp_like(name, 'lee')", false],
    ["regexp_like(name, '')", true],
    ["regexp_like('', '^$')", true],
    ["regexp_like('abc', 'a.c')", true],
    ["regexp_like('a\nc', 'a.c')", false],
    ["regexp_like('colour', '^colou?r$')", true],
    ["regexp_like('ac', '^ab*c$')", true],
    ["regexp_like('ac', '^ab+c$')", false],
    ["regexp_like('aaa', '^a{2,3}$')", true],
    ["regexp_like('aaaa', '^a{2,3}$')", false],
    ["regexp_like('aaaa', '^a{2,}$')", true],
    ["regexp_like('aa', '^(a{2}){1}$')", true],
    ["regexp_like('2024-02-29', '^\\d{4}-\\d\\d-\\d\\d$')", true],
    ["regexp_like('x_1', '^\\w+$')", true],
    ["regexp_like('x y', '^\\S\\s\\S$')", true],
    ["regexp_like('é', '^\\W$')", true],
    ["regexp_like('😀', '^.$')", true],
    ["regexp_like('😀', '^[😀-😂]$')", true],
    ["regexp_like('b', '[^a]')", true],
    ["regexp_like('-', '^[a-]$')", true],
    ["regexp_like(']', '^[]]$')", true],
    ["regexp_like('^', '^[a^]$')", true],
    ["regexp_like('.', '^[.]$')", true],
    ["regexp_like('5', '^[\\d-]$')", true],
    ["regexp_like('a+b', 'a\\+b')", true],
    ["regexp_like('a{', 'a\\{')", true],
    ["regexp_like('a\tb', 'a\\tb')", true],
    ["regexp_like('the cat', '\\bcat\\b')", true],
    ["regexp_like('concat', '\\bcat\\b')", false],
    ["regexp_like('concat', '\\Bcat')", true],
    ["regexp_like('gray', 'gr(a|e)y')", true],
    ["regexp_like('b', '^(?:a|b|c)$')", true],
    ["regexp_like('', '^(a|)$')", true],
    ["regexp_like(note, 'a')", null],
    ['regexp_like(name, note)', null],
    ["regexp_like(name, '^' || name || '$')", true],
    ["regexp_like(name, name || '(')", 'regular expression: a group is not closed (character 9)'],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('regexp_extract', () => {
  test.each<Answer>([
    ["regexp_extract('order 4711 of 12', '\\d+')", '4711'],
    ["regexp_extract('k=v', '(\\w)=(\\w)', 2)", 'v'],
    ["regexp_extract('k=v', '(\\w)=(\\w)', 0)", 'k=v'],
    ["regexp_extract('k=v', '(\\w)=(\\w)', 3)", null],
    ["regexp_extract('k=v', '(\\w)=(\\w)', -1)", null],
    ["regexp_extract('abc', '\\d')", null],
    ["regexp_extract('b', '(a)|b', 1)", null],
    ["regexp_extract('<a><b>', '<.*>')", '<a><b>'],
    ["regexp_extract('<a><b>', '<.*?>')", '<a>'],
    ["regexp_extract('aaa', 'a{1,2}?')", 'a'],
    ["regexp_extract('aaa', 'a??')", ''],
    ["regexp_extract('ab', 'a|ab')", 'a'],
    ["regexp_extract('xaab', 'a+b|x')", 'x'],
    ["regexp_extract('abab', '(ab)*', 1)", 'ab'],
    ["regexp_extract('ab', '(a|b)*', 1)", 'b'],
    ["regexp_extract('https://example.com/a?b', '^https://([^/?]+)', 1)", 'example.com'],
    ["regexp_extract('ñ😀', '.$')", '😀'],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('a regular expression takes time in proportion to the text', () => {
  test.each(['(a+)+b', '(a|a)*b', '(a*)*b', '(a|aa)+b', '(.*)(.*)(.*)(.*)b', '((a?){20}){20}b', '(?:(?:a*)*)*b'])(
    '%s',
    pattern => {
      expect(answerOf(`regexp_like(name, '${pattern}')`, { name: 'a'.repeat(2_000) })).toBe(false);
    },
  );
});
