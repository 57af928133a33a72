import { type Answer, answerOf } from '../support';

describe('json_value', () => {
  const name = JSON.stringify({
    a: { b: 'text', n: -1.5, t: true, z: null, o: {}, l: [1, ['x']] },
    'c d': 1,
    'q"': 2,
    é: 3,
    length: 4,
    $ref: 5,
    'a.b': 6,
  });
  const row = { name, note: null };

  test.each<Answer>([
    ["json_value(name, '$.a.b')", 'text'],
    ["json_value(name, 'a.b')", 'text'],
    ["json_value(name, '$.a.n')", '-1.5'],
    ["json_value(name, '$.a.t')", 'true'],
    ["json_value(name, '$.a.z')", null],
    ["json_value(name, '$.a.o')", null],
    ["json_value(name, '$.a.l')", null],
    ["json_value(name, '$.a.l[0]')", '1'],
    ["json_value(name, '$.a.l[1][0]')", 'x'],
    ["json_value(name, '$.a.l[2]')", null],
    ["json_value(name, '$.a.l.length')", null],
    ["json_value(name, '$.a[0]')", null],
    ["json_value(name, '$.a.b.length')", null],
    ["json_value(name, '$.length')", '4'],
    ["json_value(name, '$.missing.b')", null],
    ["json_value(name, '$.constructor')", null],
    ["json_value(name, '$.__proto__')", null],
    ['json_value(name, \'$["c d"]\')', '1'],
    ['json_value(name, \'$["q\\""]\')', '2'],
    ['json_value(name, \'$["é"]\')', '3'],
    ['json_value(name, \'$["a.b"]\')', '6'],
    ["json_value(name, '$.$ref')", '5'],
    ["json_value('7', '$')", '7'],
    ["json_value('\"x\"', '$')", 'x'],
    ["json_value('[1]', '$[0]')", '1'],
    ['json_value(\'{"a":1,"a":2}\', \'$.a\')', '2'],
    ['json_value(\'{"a":"\\u00e9"}\', \'$.a\')', 'é'],
    ["json_value('1e400', '$')", null],
    ["json_value('no json', '$.a')", null],
    ["json_value('', '$')", null],
    ["json_value(note, '$.a')", null],
    ['json_value(name, note)', null],
    ["json_value(name, '$.a' || '.n')", '-1.5'],
    ["json_value(name, '$.a' || '..n')", 'json_value: no path at "..n"'],
    ["try_cast(json_value(name, '$.a.n') as number) + 1", -0.5],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));

  test('reads what is nested very deep', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    expect(answerOf("json_value(name, '$[0]')", { name: deep })).toBeNull();
  });
});

describe('parts of an address', () => {
  const name = 'https://Shop.Example.com:8443/Caf%C3%A9/menu;v=1?q=tea%20cup&q=2&empty=&plus=a+b#top';
  const row = { name, note: null };

  test.each<Answer>([
    ['url_host(name)', 'shop.example.com:8443'],
    ['url_path(name)', '/Café/menu;v=1'],
    ["url_parameter(name, 'q')", 'tea cup'],
    ["url_parameter(name, 'plus')", 'a b'],
    ["url_parameter(name, 'empty')", ''],
    ["url_parameter(name, 'Q')", null],
    ["url_host('https://example.com:443')", 'example.com'],
    ["url_path('https://example.com')", '/'],
    ["url_host('/cart?x=1')", null],
    ["url_path('/cart?x=1')", '/cart'],
    ["url_parameter('/cart?x=1', 'x')", '1'],
    ["url_host('https://münchen.de/')", 'xn--mnchen-3ya.de'],
    ["url_host('https://')", null],
    ["url_path('https://')", null],
    ["url_path('https://example.com/a/../b')", '/b'],
    ["url_path('https://example.com/%2f%zz')", '/%2F%zz'],
    ['url_host(note)', null],
    ['url_path(note)', null],
    ["url_parameter(note, 'q')", null],
    ['url_parameter(name, note)', null],
    ["coalesce(url_host('/x'), 'here')", 'here'],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});
