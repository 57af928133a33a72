import { checkExpression } from '../../../../engine/expression/check';
import { ExpressionProblem, showProblem } from '../../../../engine/expression/problem';
import { lineOfCondition, lineOfValue, type Mistake } from './support';

describe('of a name', () => {
  test.each<Mistake>([
    ['prise > 1', 'no column prise (column 1); did you mean price?'],
    ['paid and quantiy = 1', 'no column quantiy (column 10); did you mean quantity?'],
    ['Price > 1', 'no column Price (column 1); did you mean price?'],
    ['weather > 1', 'no column weather (column 1)'],
    ['name = "Ann"', 'no column Ann (column 8); a text is written in single quotes'],
    ['name = "nome"', 'no column nome (column 8); did you mean name?'],
    ['constructor = 1', 'no column constructor (column 1)'],
    ['lowr(name)', 'no function lowr (column 1); did you mean lower?'],
    ['cuont(*) > 1', 'no function cuont (column 1); did you mean count?'],
    ['frobnicate(name)', 'no function frobnicate (column 1)'],
    ['name(1)', 'no function name (column 1)'],
    [
      "date_trunc('dya', at)",
      'date_trunc has no unit "dya" (column 1); did you mean day?; it takes millisecond, second, minute, hour, day, week, month, quarter, year',
    ],
    [
      "date_trunc('Day', at)",
      'date_trunc has no unit "Day" (column 1); did you mean day?; it takes millisecond, second, minute, hour, day, week, month, quarter, year',
    ],
    [
      'date_trunc(name, at)',
      'date_trunc needs a unit in quotes first: millisecond, second, minute, hour, day, week, month, quarter, year (column 1)',
    ],
    [
      'floor(at to fortnight)',
      'date_trunc has no unit "fortnight" (column 1); it takes millisecond, second, minute, hour, day, week, month, quarter, year',
    ],
    [
      'extract(hours from at)',
      'extract has no unit "hours" (column 1); did you mean hour?; it takes year, quarter, month, day, hour, minute, second, millisecond, dow, isodow, doy',
    ],
    ["date_trunc('day', at, 'Europe/Zürich')", 'no time zone "Europe/Zürich" (column 1); write one as Europe/Zurich'],
  ])('%s', (text, line) => expect(lineOfCondition(text)).toBe(line));
});

describe('of a type or a number of arguments', () => {
  test.each<Mistake>([
    ["price > 'abc'", 'cannot compare number with text (column 7)'],
    ['paid = 1', 'cannot compare boolean with integer (column 6)'],
    ['1 < 2 < 3', 'cannot compare boolean with integer (column 7)'],
    ['at > 1700000000', 'cannot compare time with integer (column 4)'],
    ['at > name', 'cannot compare time with text (column 4)'],
    ['price between 1 and name', 'cannot compare number with text (column 7)'],
    ['price in (1, name)', 'in mixes number and text (column 7)'],
    ['name is distinct from 1', 'is distinct from mixes text and integer (column 6)'],
    ['name + 1', '+ needs numbers, got text and integer (column 6); texts are joined by ||'],
    ['paid * 2', '* needs numbers, got boolean and integer (column 6)'],
    ['at + at', '+ needs numbers, got time and time (column 4)'],
    ['at * 2', '* needs numbers, got time and integer (column 4)'],
    ['1 - at', '- needs numbers, got integer and time (column 3)'],
    ['- name', 'negate needs number, got text (column 1)'],
    ['name and paid', 'and needs conditions, got text (column 6)'],
    ['paid or price', 'or needs conditions, got number (column 6)'],
    ['not name', 'not needs boolean, got text (column 1)'],
    ['paid || gift', '|| joins texts, got boolean (column 6); conditions are joined by or'],
    ['name || price', '|| joins texts, got number (column 6); concat takes values of any type'],
    ['price is true', 'is_true needs boolean, got number (column 7)'],
    ['price like 1', 'like needs text as argument 1, got number (column 7)'],
    ['case when price then 1 end', 'when needs a condition, got number (column 1)'],
    ["case when paid then 1 else 'x' end", 'case mixes integer and text (column 1)'],
    ['case price when name then 1 end', 'cannot compare number with text (column 17)'],
    ['if(price, 1, 2)', 'if needs boolean as argument 1, got number (column 1)'],
    ["if(paid, 1, 'x')", 'if mixes integer and text (column 1)'],
    ['if(paid)', 'if takes 2 to 3 arguments, got 1 (column 1)'],
    ['coalesce()', 'coalesce takes 1 or more arguments, got 0 (column 1)'],
    ['greatest()', 'greatest takes 1 or more arguments, got 0 (column 1)'],
    ['coalesce(price, name)', 'coalesce mixes number and text (column 1)'],
    ['nullif(price)', 'nullif takes 2 arguments, got 1 (column 1)'],
    ['lower()', 'lower takes 1 argument, got 0 (column 1)'],
    ['lower(name, note)', 'lower takes 1 argument, got 2 (column 1)'],
    ['lower(price)', 'lower needs text, got number (column 1)'],
    ['substring(name, 1.5)', 'substring needs integer as argument 2, got number (column 1)'],
    ['substring(name)', 'substring takes 2 to 3 arguments, got 1 (column 1)'],
    ['is_distinct(name)', 'is_distinct takes 2 arguments, got 1 (column 1)'],
    ['round(price, 2.5)', 'round needs integer as argument 2, got number (column 1)'],
    ['sqrt(name)', 'sqrt needs number, got text (column 1)'],
    ['abs(at)', 'abs needs number, got time (column 1)'],
    ['cast(at as integer)', 'cast: no integer can be made of time (column 1); epoch_ms gives one'],
    ['cast(price as time)', 'cast: no time can be made of number (column 1); from_epoch gives one'],
    ['cast(paid as time)', 'cast: no time can be made of boolean (column 1)'],
    ["cast('abc' as number)", '"abc" is no number (column 1)'],
    [
      "at > '2024-01-01'",
      '"2024-01-01" is no time: a date without a time of day (column 6); write it as 2018-08-21T00:00:00Z',
    ],
    [
      "at > 'soon; or later'",
      '"soon\\u003b or later" is no time: write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z (column 6)',
    ],
    [
      "timestamp 'noon' < at",
      '"noon" is no time: write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z (column 1)',
    ],
    ['at + 1e300', '"1e+300" is beyond 2^53 (column 6)'],
    ["regexp_like(name, '(')", 'regular expression: a group is not closed (character 2) (column 1)'],
    ["name like 'a\\'", 'like: the pattern ends with its escape character (column 6)'],
    ["name like 'a' escape '!!'", 'like: an escape is one character (column 6)'],
    ["json_value(name, '$..a')", 'json_value: no path at "..a" (column 1)'],
    ['json_value(name, \'$["\\x"]\')', 'json_value: no path at "["\\x"]" (column 1)'],
    [`paid${' between gift and paid'.repeat(30)}`, 'between and case repeat more than 5000 parts (column 182)'],
    [
      `${'case '.repeat(30)}paid${' when gift then gift when paid then gift end'.repeat(30)}`,
      'between and case repeat more than 5000 parts (column 111)',
    ],
  ])('%s', (text, line) => expect(lineOfCondition(text)).toBe(line));
});

describe('of an aggregate where none may stand', () => {
  test.each<Mistake>([
    ['sum(price) > 1', 'sum is an aggregate: it can stand in select, having and top only (column 1)'],
    ['price > avg(price)', 'avg is an aggregate: it can stand in select, having and top only (column 9)'],
    ['lower(*)', 'lower(*) means nothing (column 1)'],
    ['lower(distinct name)', 'lower is no aggregate, so distinct means nothing in it (column 1)'],
    ['lower(name) filter (where paid)', 'lower is no aggregate, so it has no filter (column 1)'],
    ['lower(name) respect nulls', 'lower is no aggregate, so respect nulls means nothing (column 13)'],
    ['paid and lower(name) ignore nulls', 'lower is no aggregate, so ignore nulls means nothing (column 22)'],
  ])('%s', (text, line) => expect(lineOfCondition(text)).toBe(line));

  test.each<Mistake>([
    ['sum(avg(price))', 'avg is an aggregate inside of the aggregate sum (column 5)'],
    ['sum(price) filter (where count(*) > 1)', 'count is an aggregate inside of the aggregate sum (column 26)'],
    [
      'sum(price) + price',
      'price has a value for each event (column 14); aggregate it, as in max(price), or group by it',
    ],
    ['sum(prise)', 'no column prise (column 5); did you mean price?'],
    ['sum(price) / cuont(*)', 'no function cuont (column 14); did you mean count?'],
    ['sum(name)', 'sum needs number, got text (column 1)'],
    ['sum()', 'sum needs an argument (column 1)'],
    ['count(distinct)', 'count needs an argument (column 1)'],
    ['count(distinct *)', 'expected a value, got * (column 16)'],
    ['sum(price) filter (where name)', 'filter needs a condition, got text (column 26)'],
    ['sum(price) filter (paid)', 'expected where, got "paid" (column 20)'],
    ['sum(price) filter where paid', 'expected (, got "where" (column 19)'],
    ['sum(price) respect nulls', 'only first_value and last_value take respect nulls (column 12)'],
    ['1 + count(*) ignore nulls', 'only first_value and last_value take ignore nulls (column 14)'],
    ['max(price) filter (where paid) respect nulls', 'only first_value and last_value take respect nulls (column 32)'],
    ['first_value(price) respect null', 'expected nulls, got "null" (column 28)'],
    ['first_value(price) respect', 'expected nulls, the text ends (column 27)'],
    ['first_value(price) respect nulls ignore nulls', 'unexpected "ignore" (column 34)'],
    ['first_value(price respect nulls)', 'expected ), got "respect" (column 19)'],
    ['top_k(name, 3) || key', 'top_k gives a list, which no expression takes (column 1)'],
    ['kee = 1', 'no column kee (column 1); did you mean key?'],
  ])('%s', (text, line) => expect(lineOfValue(text)).toBe(line));
});

test.each([undefined, null, 7, true, {}, [], () => 1])('of what is no text: %p', value => {
  const check = (): unknown => checkExpression(value as never, {}, { names: [] });
  expect(check).toThrow(ExpressionProblem);
  expect(showProblem('queries.q.where', value as never, new ExpressionProblem('an expression is a text', 0))).toBe(
    'queries.q.where: an expression is a text',
  );
});

test('a long text is shown around the mistake', () => {
  const text = `${'1 + '.repeat(100)}prise${' + 1'.repeat(100)}`;
  expect(lineOfCondition(text)).toBe('no column prise (column 401); did you mean price?');
  const [, shown, caret] = showProblem('p', text, new ExpressionProblem('no column prise', 400)).split('\n');
  expect(shown!.slice(caret!.indexOf('^'))).toMatch(/^prise \+ 1/);
  expect(shown).toHaveLength(104);
});

test('what cannot be printed is shown as it is written, with the caret below its place', () => {
  const text = "name = '\u001b[31m' ++";
  expect(showProblem('p', text, new ExpressionProblem('expected a value', text.length))).toBe(
    ['p: expected a value (column 18)', "    name = '\\u001b[31m' ++", `    ${' '.repeat(22)}^`].join('\n'),
  );
});
